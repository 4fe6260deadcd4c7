package dev.tripline.store;

import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.store.StoreUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresStoresTest implements AllStoreContracts {
  private static PostgresServer server;

  private PostgresNodes nodes;
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
    nodes = new PostgresNodes(server.jdbcUrl("postgres"), server.user(), "");
    store = nodes.open();
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }
}
