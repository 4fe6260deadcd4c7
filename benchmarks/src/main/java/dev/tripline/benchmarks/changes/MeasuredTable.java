package dev.tripline.benchmarks.changes;

import dev.tripline.testkit.server.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/// A table of PostgreSQL with a publication, and a connection that writes to it. For one thread.
final class MeasuredTable implements AutoCloseable {
  static final String PUBLICATION = "measured";
  private static final String DATABASE = "shop";
  private static final int ROWS_OF_TRANSACTION = 10;
  private static final String BODY = "x".repeat(200);

  private final PostgresServer server =
      PostgresServer.startLogical(Map.of("max_wal_size", "4GB", "shared_buffers", "128MB"));
  private final Connection connection;

  MeasuredTable() throws SQLException {
    connection = DriverManager.getConnection(server.createDatabase(DATABASE), server.user(), "");
    execute("CREATE TABLE items (id bigserial PRIMARY KEY, body text)");
    execute("CREATE PUBLICATION %s FOR TABLE items".formatted(PUBLICATION));
  }

  int port() {
    return server.port();
  }

  String user() {
    return server.user();
  }

  String database() {
    return DATABASE;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Inserts rows, ten a transaction.
  void fill(int rows) throws SQLException {
    execute("SET synchronous_commit = off");
    String values = "(?)" + ", (?)".repeat(ROWS_OF_TRANSACTION - 1);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO items (body) VALUES " + values)) {
      for (int i = 1; i <= ROWS_OF_TRANSACTION; i++) {
        insert.setString(i, BODY);
      }
      for (int i = 0; i < rows / ROWS_OF_TRANSACTION; i++) {
        insert.execute();
      }
    }
    execute("SET synchronous_commit = on");
  }

  /// Inserts a row; returns when it is committed.
  void insert(String body) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO items (body) VALUES (?)")) {
      insert.setString(1, body);
      insert.execute();
    }
  }

  /// Removes the rows; nobody is told.
  void empty() throws SQLException {
    execute("TRUNCATE items");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    server.close();
  }
}
