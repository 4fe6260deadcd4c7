package dev.tripline.store.engine.migration;

import dev.tripline.store.engine.StoreRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/// The one history that all modules had in common before each got its own. It is dropped once they
/// have: an older version then finds tables without a history, and refuses them.
final class SharedHistory {
  private static final String TABLE = "flyway_schema_history";

  private final Set<String> steps;

  private SharedHistory(Set<String> steps) {
    this.steps = steps;
  }

  static SharedHistory read(DataSource database) {
    Set<String> steps = new HashSet<>();
    try (Connection connection = database.getConnection()) {
      if (exists(connection)) {
        try (Statement statement = connection.createStatement();
            ResultSet rows =
                statement.executeQuery(
                    "SELECT version FROM " + TABLE + " WHERE version IS NOT NULL")) {
          while (rows.next()) {
            steps.add(rows.getString(1));
          }
        }
      }
    } catch (SQLException e) {
      throw new StoreRefusedException(
          "The history of the store's tables cannot be read",
          String.valueOf(e.getMessage()),
          "See that the store's user may read its tables, and start again.",
          e);
    }
    return new SharedHistory(steps);
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (ResultSet table =
        connection.getMetaData().getTables(null, connection.getSchema(), TABLE, null)) {
      return table.next();
    }
  }

  /// True if the module's tables are as its steps in this history left them.
  ///
  /// @throws StoreRefusedException if only some of its steps were done
  boolean holds(Migrations.Module module) {
    Set<String> done = new HashSet<>(module.shared());
    done.retainAll(steps);
    if (!done.isEmpty() && !done.equals(module.shared())) {
      throw new StoreRefusedException(
          "The store cannot be carried over in one step",
          "it was written by a version before the last one with a single history of its tables",
          "First start that version on it once, then this one.");
    }
    return !done.isEmpty();
  }

  /// @throws StoreRefusedException if there are steps that no module knows
  void requireNoneBut(List<Migrations.Module> modules) {
    Set<String> unknown = new TreeSet<>(steps);
    modules.forEach(module -> unknown.removeAll(module.shared()));
    if (!unknown.isEmpty()) {
      throw new StoreRefusedException(
          "The store was written by another version",
          "its tables have steps %s, which this version does not know".formatted(unknown),
          "Run the version that made them.");
    }
  }

  void drop(DataSource database) {
    if (steps.isEmpty()) {
      return;
    }
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + TABLE);
    } catch (SQLException e) {
      throw new StoreRefusedException(
          "The old history of the store's tables cannot be removed",
          String.valueOf(e.getMessage()),
          "See that the store's user owns its tables, and start again.",
          e);
    }
  }
}
