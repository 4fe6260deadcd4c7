package dev.tripline.store;

import dev.tripline.testkit.store.StoreUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// The same contracts against the PostgreSQL image that `docker-compose.yml` runs.
@EnabledIfEnvironmentVariable(
    named = "DOCKER_HOST",
    matches = ".+",
    disabledReason = "no container engine is named by DOCKER_HOST")
class PostgresContainerStoresTest implements AllStoreContracts {
  private static PostgreSQLContainer server;

  private PostgresNodes nodes;
  private StoreUnderTest store;

  @BeforeAll
  static void startServer() {
    server = new PostgreSQLContainer("postgres:17");
    server.setCommand("postgres", "-c", "fsync=on"); // the container is not durable otherwise
    server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    nodes = new PostgresNodes(server.getJdbcUrl(), server.getUsername(), server.getPassword());
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
