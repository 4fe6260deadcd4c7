package dev.tripline.store.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One connection on which groups of changes are committed, with its prepared statements. Used by one
/// thread.
public final class Session implements AutoCloseable {
  private final Connection connection;
  private final BooleanSupplier usable;
  private final JdbcClient client;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<Change.Kind<?>, List<Change<?>>> groups = new LinkedHashMap<>();

  /// @param connection without automatic commits
  public Session(Connection connection) {
    this(connection, () -> true);
  }

  /// @param connection without automatic commits
  /// @param usable `false` once the connection is known to be broken, though it does not say so itself
  public Session(Connection connection, BooleanSupplier usable) {
    this.connection = connection;
    this.usable = usable;
    this.client = SqlErrors.client(connection);
  }

  boolean isUsable() {
    return usable.getAsBoolean();
  }

  public Connection connection() {
    return connection;
  }

  /// For what is not on the hot path.
  public JdbcClient client() {
    return client;
  }

  /// The statement, prepared once for the life of the connection.
  public PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  /// Carries out all changes in one transaction; after an exception none of them happened.
  void commit(List<Change<?>> changes) throws SQLException {
    for (Change<?> change : changes) {
      groups.computeIfAbsent(change.kind(), _ -> new ArrayList<>()).add(change);
    }
    try {
      for (Map.Entry<Change.Kind<?>, List<Change<?>>> group : groups.entrySet()) {
        if (!group.getValue().isEmpty()) {
          apply(group.getKey(), group.getValue());
        }
      }
      connection.commit();
    } finally {
      groups.values().forEach(List::clear);
    }
  }

  @SuppressWarnings("unchecked") // changes are grouped by their own kind
  private <C> void apply(Change.Kind<C> kind, List<Change<?>> changes) throws SQLException {
    kind.apply(this, (List<C>) (List<?>) changes);
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
