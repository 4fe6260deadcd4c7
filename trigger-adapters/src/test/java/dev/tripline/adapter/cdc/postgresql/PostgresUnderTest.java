package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.Capture;
import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeDatabase;
import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeState;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;

/// A real PostgreSQL with tables whose changes are read.
record PostgresUnderTest(PostgresServer server) implements ChangeTable.Server {
  private static final DatabaseServer.Tls CLEAR =
      new DatabaseServer.Tls(DatabaseServer.Mode.DISABLE, null);

  @Override
  public String kind() {
    return "postgresql";
  }

  @Override
  public String url(String database) {
    return "%s?user=%s"
        .formatted(server.jdbcUrl(database.isEmpty() ? "postgres" : database), server.user());
  }

  @Override
  public String schema(String database) {
    return "public";
  }

  @Override
  public Set<Operation> operations() {
    return ChangeTable.ALL;
  }

  /// An insert or an update.
  @Override
  public void put(Connection connection, Message message) throws SQLException {
    ChangeTable.write(
        connection,
        "INSERT INTO messages VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
        message.key(),
        message.body());
  }

  @Override
  public ChangeDatabase database(String name, Capture capture, Stores stores) {
    return changes(at(name, AddressResolver.ANY), capture, stores.sourceStates());
  }

  PostgresChanges changes(String name, Capture capture, AddressResolver addresses) {
    return changes(at(name, addresses), capture);
  }

  DatabaseServer at(String name, AddressResolver addresses) {
    return new DatabaseServer(
        "localhost",
        server.port(),
        name,
        new DatabaseServer.Login(server.user(), "none"),
        CLEAR,
        addresses);
  }

  /// @param database with the name of the table's, which slot and publication have, too
  static PostgresChanges changes(DatabaseServer database, Capture capture) {
    return changes(database, capture, new MemoryStateStore());
  }

  static PostgresChanges changes(
      DatabaseServer database, Capture capture, SourceStateStore states) {
    return changes(
        database,
        capture,
        states,
        new PostgresChanges.Names(database.database(), database.database(), true));
  }

  /// @param states keeps that of the trigger, which has the name of the table
  static PostgresChanges changes(
      DatabaseServer database,
      Capture capture,
      SourceStateStore states,
      PostgresChanges.Names names) {
    return new PostgresChanges(
        database,
        capture,
        names,
        new ChangeState(states, database.database()),
        InstantSource.system());
  }

  @Override
  public void lose(ChangeTable table) {
    table.ask("SELECT pg_drop_replication_slot('%s')".formatted(table.name()));
  }

  @Override
  public void drop(ChangeTable table) {
    changes(table.name(), table.capture(ChangeTable.ALL), AddressResolver.ANY).forget();
  }

  static ChangeSourceContract.Mortal mortal(PostgresServer server, Stores stores) {
    return new ChangeSourceContract.Mortal() {
      @Override
      public ChangeTable table() {
        return new ChangeTable(new PostgresUnderTest(server), stores, false);
      }

      @Override
      public void crash() {
        server.crash();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
