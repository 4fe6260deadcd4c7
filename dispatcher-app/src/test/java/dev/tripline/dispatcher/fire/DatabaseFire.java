package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.server.MariaDbServer;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A table with a row for each key, whose changes are read. A record is an insert or an update of its
/// key's row.
public final class DatabaseFire implements FireSource {
  private static final String DATABASE = "shop";
  private static final int BATCH = 20;
  private static final int PARALLELIZATION = 4;
  private static final int RETRIES = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Server server;
  private final Path secret;

  private DatabaseFire(Server server) {
    this.server = server;
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE orders (id varchar(50) PRIMARY KEY, seq bigint, body text)");
      secret = Files.createTempFile("fire", ".secret");
      Files.writeString(secret, server.password());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DatabaseFire postgresql() {
    PostgresServer server = PostgresServer.startLogical(Map.of());
    return new DatabaseFire(
        new Server(
            "postgresql",
            server.port(),
            "%s?user=%s".formatted(server.createDatabase(DATABASE), server.user()),
            server.user(),
            "none",
            "public.orders",
            "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, body = excluded.body",
            DatabaseFire::dropSlots,
            server::crash,
            server::close));
  }

  public static DatabaseFire mariaDb() {
    MariaDbServer server = MariaDbServer.start();
    return new DatabaseFire(
        new Server(
            "mariadb",
            server.port(),
            server.createDatabase(DATABASE),
            server.user(),
            server.password(),
            DATABASE + ".orders",
            "ON DUPLICATE KEY UPDATE seq = VALUES(seq), body = VALUES(body)",
            DatabaseFire::purgeLogs,
            server::crash,
            server::close));
  }

  /// @param upsert the end of an insert that changes the row in its way
  /// @param loss has the server give up log that is not read
  private record Server(
      String kind,
      int port,
      String url,
      String user,
      String password,
      String table,
      String upsert,
      Loss loss,
      Act crash,
      Runnable stop) {
    Connection connect() throws SQLException {
      return DriverManager.getConnection(url);
    }
  }

  /// Has the server give up the changes that were not read yet. No dispatcher may be connected.
  public void lose() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      server.loss().with(statement);
    }
  }

  @FunctionalInterface
  private interface Loss {
    void with(Statement statement) throws SQLException;
  }

  private static void dropSlots(Statement statement) throws SQLException {
    statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
  }

  /// The server keeps a file for a connection that has ended until it has noticed.
  private static void purgeLogs(Statement statement) throws SQLException {
    List<String> before = logs(statement);
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> now = before;
    while (now.contains(before.getLast())) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(before.getLast() + " is not removed");
      }
      statement.execute("FLUSH BINARY LOGS");
      statement.execute("PURGE BINARY LOGS TO '%s'".formatted(logs(statement).getLast()));
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      now = logs(statement);
    }
  }

  private static List<String> logs(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /// Up to where the server was told that its log is processed; empty if it is not told.
  public Optional<BigInteger> confirmed() throws SQLException {
    if (!server.kind().equals("postgresql")) {
      return Optional.empty();
    }
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (confirmed_flush_lsn - '0/0')::text FROM pg_replication_slots")) {
      return row.next() ? Optional.of(new BigInteger(row.getString(1))) : Optional.empty();
    }
  }

  @Override
  public void send(KeyedRecord record) throws SQLException {
    try (Connection connection = server.connect();
        PreparedStatement upsert =
            connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?) " + server.upsert())) {
      upsert.setString(1, record.key());
      upsert.setLong(2, record.sequence());
      upsert.setString(3, record.body());
      upsert.execute();
    }
  }

  @Override
  public OrderRules rules() {
    return new OrderRules(true, RETRIES + 1, Duration.ofSeconds(30), 3 * BATCH * PARALLELIZATION);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "tripline.sources.allow",
        "127.0.0.1",
        "tripline.secrets.allowed-directories",
        String.valueOf(secret.getParent()),
        "tripline.shards.lease",
        "5s",
        "tripline.shards.listing",
        "2s");
  }

  @Override
  public String form() {
    return """
    {"kind":"%s","host":"127.0.0.1","port":%d,"database":"%s","username":"%s",
     "password":"file:%s","tls":"DISABLE","tables":["%s"],"batchSize":%d,
     "parallelization":%d,"maxRetries":%d,"bisect":true,"reportBatchItemFailures":true}
    """
        .formatted(
            server.kind(),
            server.port(),
            DATABASE,
            server.user(),
            secret,
            server.table(),
            BATCH,
            PARALLELIZATION,
            RETRIES);
  }

  @Override
  public List<Strike> strikes() {
    return List.of(new Strike("database killed", true, server.crash()));
  }

  @Override
  public void reshard() {}

  @Override
  public List<Death> putAside() {
    return List.of();
  }

  @Override
  public void close() {
    server.stop().run();
    try {
      Files.deleteIfExists(secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
