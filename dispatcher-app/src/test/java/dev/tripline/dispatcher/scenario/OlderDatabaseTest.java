package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The way of [DatabaseTriggerTest] in short, on PostgreSQL 16.
class OlderDatabaseTest {

  @Test
  void changes_of_an_older_server_reach_the_function_before_and_after_a_lost_slot(
      @TempDir Path data) throws Exception {
    Optional<String> missing = PostgresServer.Version.V16.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    try (PostgresServer server = PostgresServer.startLogical(PostgresServer.Version.V16, Map.of());
        TriggerApp app =
            new TriggerApp(
                data, "--tripline.triggers.max-backoff=1s", "--tripline.shards.listing=1s");
        Connection shop =
            DriverManager.getConnection(server.createDatabase("shop"), server.user(), "")) {
      execute(shop, "CREATE TABLE orders (id int PRIMARY KEY, state text NOT NULL)");
      app.send("PUT", "/v1/secrets/shop", "{\"value\":\"none\"}");
      app.send(
          "POST",
          "/v1/triggers",
          """
          {"name":"orders","function":"sink","source":{"kind":"postgresql","host":"127.0.0.1",
           "port":%d,"database":"shop","username":"%s","password":"secret:shop","tls":"DISABLE",
           "slot":"orders","tables":["public.orders"]}}\
          """
              .formatted(server.port(), server.user()),
          201);
      app.awaitState("orders", "Enabled");
      execute(shop, "INSERT INTO orders VALUES (1, 'new')");
      app.awaitReceived(1);
      execute(shop, "DELETE FROM orders");
      app.awaitReceived(2);
      assertThat(image(app, 0, "after")).isEqualTo("{\"id\":1,\"state\":\"new\"}");
      assertThat(image(app, 1, "before")).isEqualTo("{\"id\":1}");

      app.send("POST", "/v1/triggers/orders/pause", "", 200);
      app.awaitState("orders", "Paused");
      execute(shop, "SELECT pg_drop_replication_slot('orders')");
      app.send("POST", "/v1/triggers/orders/resume", "", 200);
      TriggerApp.await(
          () -> app.quietly("orders").at("/lastError/message").asString("").startsWith("GAP: "),
          "the gap to be told");
      execute(shop, "INSERT INTO orders VALUES (2, 'paid')");
      app.send("POST", "/v1/triggers/orders/gap", "{\"resolution\":\"SNAPSHOT\"}", 200);
      app.awaitReceived(3);
      assertThat(image(app, 2, "after")).isEqualTo("{\"id\":2,\"state\":\"paid\"}");
      app.send("DELETE", "/v1/triggers/orders", "", 204);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String image(TriggerApp app, int event, String name) {
    JsonNode record = TriggerApp.JSON.readTree(app.received.get(event)).at("/Records/0");
    return record.path("change").path(name).toString();
  }
}
