package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeDatabase;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.engine.StoredSchemaHistory;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.MariaDbServer;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A real MariaDB with tables whose changes are read.
record MariaDbUnderTest(MariaDbServer server) implements ChangeTable.Server {
  private static final DatabaseServer.Tls CLEAR =
      new DatabaseServer.Tls(DatabaseServer.Mode.DISABLE, null);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public String kind() {
    return "mariadb";
  }

  @Override
  public String url(String database) {
    return server.jdbcUrl(database);
  }

  @Override
  public String schema(String database) {
    return database;
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.INSERT);
  }

  /// An insert; the row in its way is deleted first: an update would show the message before as well.
  @Override
  public void put(Connection connection, Message message) throws SQLException {
    ChangeTable.write(connection, "DELETE FROM messages WHERE id = ?", message.key());
    ChangeTable.write(
        connection, "INSERT INTO messages (id, body) VALUES (?, ?)", message.key(), message.body());
  }

  @Override
  public ChangeDatabase database(String name, Capture capture, Stores stores) {
    return changes(
        new DatabaseServer(
            "127.0.0.1",
            server.port(),
            name,
            new DatabaseServer.Login(server.user(), server.password()),
            CLEAR,
            AddressResolver.ANY),
        capture,
        stores);
  }

  static MariaDbChanges changes(DatabaseServer database, Capture capture, Stores stores) {
    String name = database.database();
    return new MariaDbChanges(
        database,
        capture,
        new MariaDbChanges.Replica(
            name,
            1_000 + (name.hashCode() & 0xffff),
            new StoredSchemaHistory.Place(stores.sourceStates(), name)),
        InstantSource.system());
  }

  /// Removes the log that was written so far, once no connection that has ended keeps it.
  @Override
  public void lose(ChangeTable table) {
    String written = logs(table).getLast();
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      table.execute("FLUSH BINARY LOGS");
      table.execute("PURGE BINARY LOGS TO '%s'".formatted(logs(table).getLast()));
      if (System.nanoTime() > end) {
        throw new IllegalStateException(written + " is not removed");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    } while (logs(table).contains(written));
  }

  /// The names of the files of the binary log, the one that is written last.
  private static List<String> logs(ChangeTable table) {
    return table.list("SHOW BINARY LOGS");
  }

  @Override
  public void drop(ChangeTable table) {
    table.executeOutside("DROP DATABASE " + table.name());
  }
}
