package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeState;
import dev.tripline.spi.source.SourceUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// The publication that says which tables a slot shows. It must be there before the slot: changes are
/// decoded with the catalogue of their own time, so that a change of a table that is not published at
/// that moment is never shown.
///
/// @param state knows the tables that were published or were to be
record Publication(PostgresChanges.Names names, Capture capture, ChangeState state) {

  /// Makes the trigger's own publication if it is not there, and gives it the tables and operations that
  /// are wanted now: reading begins anew, and nothing before counts.
  ///
  /// @return whether it was made
  /// @throws SourceUnavailableException if there is none, or it would do harm
  boolean ensure(Connection connection) throws SQLException {
    Optional<PublicationState> found = PublicationState.find(connection, names.publication());
    List<CapturedTable> tables = CapturedTable.all(connection, capture);
    if (!names.own()) {
      requireShown(found, tables);
    } else if (tables.isEmpty()) {
      throw new SourceUnavailableException(
          "there is no table yet that %s names".formatted(capture.tables()));
    } else {
      for (String change : changes(found, tables)) {
        execute(connection, change);
      }
    }
    note(tables, found);
    return found.isEmpty();
  }

  private void requireShown(Optional<PublicationState> found, List<CapturedTable> tables) {
    PublicationState there =
        found.orElseThrow(() ->
            new SourceUnavailableException(
                "there is no publication %s".formatted(names.publication())));
    List<String> hidden =
        tables.stream()
            .filter(table -> isNamed(table) && !table.partitioned() && !there.shows(table))
            .map(CapturedTable::plain)
            .toList();
    if (!hidden.isEmpty()) {
      throw new SourceUnavailableException(
          "the publication %s does not show %s, which the trigger names"
              .formatted(names.publication(), String.join(", ", hidden)));
    }
  }

  private boolean isNamed(CapturedTable table) {
    return capture.literal().stream().anyMatch(table.plain()::equalsIgnoreCase);
  }

  /// Puts tables into the trigger's own publication that have fallen out of it, or are new: one that was
  /// dropped and made again is another table for the server. Nobody can write to those meanwhile.
  ///
  /// @return the reason why changes were missed, after which nothing is changed; empty if none were
  Optional<String> mend(Connection connection) throws SQLException {
    Optional<PublicationState> found = PublicationState.find(connection, names.publication());
    if (found.isEmpty()) {
      return Optional.of(
          "the publication %s is gone, without which the server shows no changes"
              .formatted(names.publication()));
    }
    List<CapturedTable> tables = CapturedTable.all(connection, capture);
    List<CapturedTable> fallen = fallen(tables, found.get());
    Optional<String> missed = missed(connection, fallen);
    if (missed.isEmpty() && names.own() && !tables.isEmpty()) {
      List<String> changes = changes(found, tables);
      missed = changes.isEmpty() ? missed : change(connection, changes, fallen);
    }
    if (missed.isEmpty()) {
      note(tables, found);
    }
    return missed;
  }

  /// The tables that are not shown, though they were or were to be.
  private List<CapturedTable> fallen(List<CapturedTable> tables, PublicationState found) {
    Set<String> expected = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    expected.addAll(state.expected());
    return tables.stream()
        .filter(table -> names.own() || !table.partitioned())
        .filter(table -> !found.shows(table) && expected.contains(table.plain()))
        .toList();
  }

  private Optional<String> missed(Connection connection, List<CapturedTable> fallen)
      throws SQLException {
    List<String> written = new ArrayList<>();
    for (CapturedTable table : fallen) {
      if (table.mayBeWritten(connection)) {
        written.add(table.plain());
      }
    }
    return written.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ("%s was written to while the publication %s did not show it: dropped and made again,"
                    + " or taken out")
                .formatted(String.join(", ", written), names.publication()));
  }

  private Optional<String> change(
      Connection connection, List<String> changes, List<CapturedTable> fallen) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute(connection, "SET LOCAL lock_timeout = '3s'");
      for (CapturedTable table : fallen) {
        execute(connection, "LOCK TABLE %s IN SHARE MODE".formatted(table.quoted()));
      }
      Optional<String> missed = missed(connection, fallen);
      if (missed.isEmpty()) {
        for (String change : changes) {
          execute(connection, change);
        }
        connection.commit();
      } else {
        connection.rollback();
      }
      return missed;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /// The statements that make the trigger's own publication as it is to be.
  ///
  /// @param tables at least one
  private List<String> changes(Optional<PublicationState> found, List<CapturedTable> tables) {
    Optional<String> danger = CapturedTable.danger(tables, capture);
    if (danger.isPresent()) {
      throw new SourceUnavailableException(danger.get());
    }
    Set<String> wanted = tables.stream().map(CapturedTable::quoted).collect(sorted());
    Set<String> operations =
        capture.operations().stream()
            .filter(operation -> operation != Operation.READ)
            .map(operation -> operation.name().toLowerCase(Locale.ROOT))
            .collect(sorted());
    String quoted = quoted(names.publication());
    String list = String.join(", ", wanted);
    String publish = "publish = '%s'".formatted(String.join(", ", operations));
    if (found.isEmpty()) {
      return List.of(
          "CREATE PUBLICATION %s FOR TABLE %s WITH (%s)".formatted(quoted, list, publish));
    }
    List<String> changes = new ArrayList<>();
    if (!operations.equals(found.get().operations())) {
      changes.add("ALTER PUBLICATION %s SET (%s)".formatted(quoted, publish));
    }
    if (!wanted.equals(found.get().members())) {
      changes.add("ALTER PUBLICATION %s SET TABLE %s".formatted(quoted, list));
    }
    return changes;
  }

  private static Collector<String, ?, Set<String>> sorted() {
    return Collectors.toCollection(TreeSet::new);
  }

  /// From now on a table is expected that is wanted by its name, is published, or was and is wanted still.
  private void note(List<CapturedTable> tables, Optional<PublicationState> found) {
    Set<String> before = state.expected();
    Set<String> expected = new TreeSet<>(capture.literal());
    before.stream().filter(capture::covers).forEach(expected::add);
    tables.stream()
        .filter(table -> names.own() || found.filter(there -> there.shows(table)).isPresent())
        .map(CapturedTable::plain)
        .forEach(expected::add);
    if (!expected.equals(before)) {
      state.expected(expected);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void drop(Connection connection) throws SQLException {
    execute(connection, "DROP PUBLICATION IF EXISTS " + quoted(names.publication()));
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
