package dev.tripline.retry.jdbc;

import dev.tripline.retry.database.StoreSettings;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.store.StoreUnderTest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresStoresTest implements AllStoreContracts {
  private static PostgresServer server;

  private final List<Stores> nodes = new ArrayList<>();
  private StoreUnderTest store;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    Stores first = node();
    first
        .writer()
        .write(sql ->
            sql.sql(
                    "TRUNCATE invocation, dedup_key, dead_letter, dead_letter_audit, outbox,"
                        + " source_state, blob")
                .update());
    store = new OpenStore(first, this::succeed);
  }

  @AfterEach
  void close() {
    nodes.forEach(Stores::close);
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }

  /// Time flies for the leases of all that came before.
  private Stores succeed(Stores silent) {
    silent.writer().write(sql -> sql.sql("UPDATE node_lease SET expires_at = 0").update());
    return node();
  }

  private Stores node() {
    Stores node =
        Stores.open(
            StoreSettings.postgresql(server.jdbcUrl("postgres"), server.user(), ""),
            InstantSource.system(),
            Milestone.Listener.NONE);
    nodes.add(node);
    return node;
  }
}
