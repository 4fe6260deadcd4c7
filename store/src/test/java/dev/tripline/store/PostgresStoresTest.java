package dev.tripline.store;

import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.store.StoreUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresStoresTest implements AllStoreContracts, UnreadableRowsContract {
  private static PostgresServer server;
  private static PostgresNodes nodes;

  private StoreUnderTest store;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.shared();
    nodes = new PostgresNodes(server.jdbcUrl("postgres"), server.user(), "");
  }

  @AfterAll
  static void stopServer() {
    nodes.close();
    server.close();
  }

  @BeforeEach
  void open() {
    store = nodes.open();
  }

  @AfterEach
  void end() {
    nodes.endOfTest();
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }
}
