package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.trigger.format.CloudEventsReceived;
import dev.tripline.spi.source.Event;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Changes of a real PostgreSQL through the whole application: images, filter, gap, and what is left at
/// the server. `-Dpostgresql.version=16` takes another version than 18.
class DatabaseTriggerTest {
  private static @TempDir Path temporary;
  private static PostgresServer server;
  private static String url;
  private static TriggerApp app;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.startLogical(Map.of());
    url = server.createDatabase("shop");
    app =
        new TriggerApp(
            temporary.resolve("data"),
            "--tripline.triggers.max-backoff=1s",
            "--tripline.shards.listing=1s");
    app.send("PUT", "/v1/secrets/shop", "{\"value\":\"none\"}");
    execute("CREATE TABLE orders (id int PRIMARY KEY, state text)");
    execute("ALTER TABLE orders REPLICA IDENTITY FULL");
  }

  @AfterAll
  static void stop() {
    app.close();
    server.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, server.user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long slots(String name) {
    try (Connection connection = DriverManager.getConnection(url, server.user(), "");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '%s'"
                    .formatted(name))) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void create(String name, String more, String table)
      throws IOException, InterruptedException {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"%s","function":"sink","source":{"kind":"postgresql","host":"127.0.0.1","port":%d,
         "database":"shop","username":"%s","password":"secret:shop","tls":"DISABLE",
         "tables":["%s"]%s}}\
        """
            .formatted(name, server.port(), server.user(), table, more),
        201);
    app.awaitState(name, "Enabled");
  }

  @Test
  void wanted_changes_reach_the_function_and_a_lost_slot_waits_for_an_operator() throws Exception {
    create(
        "orders",
        ",\"slot\":\"orders\",\"filters\":[{\"change\":{\"after\":{\"state\":[\"paid\"]}}}]",
        "public.orders");
    assertThat(slots("orders")).isEqualTo(1);
    execute("INSERT INTO orders VALUES (1, 'new')");
    execute("UPDATE orders SET state = 'paid'");
    app.awaitReceived(1);
    JsonNode record = TriggerApp.JSON.readTree(app.received.getFirst()).at("/Records/0");
    assertThat(record.path("eventName").asString()).isEqualTo("UPDATE");
    assertThat(record.at("/change/before/state").asString()).isEqualTo("new");
    assertThat(record.at("/change/key/id").intValue()).isEqualTo(1);

    app.send("POST", "/v1/triggers/orders/pause", "", 200);
    app.awaitState("orders", "Paused");
    execute("SELECT pg_drop_replication_slot('orders')");
    execute("INSERT INTO orders VALUES (2, 'paid')");
    app.send("POST", "/v1/triggers/orders/gap", "{\"resolution\":\"SNAPSHOT\"}", 409);
    app.send("POST", "/v1/triggers/orders/resume", "", 200);
    TriggerApp.await(DatabaseTriggerTest::tellsOfGap, "the gap to be told");
    assertThat(slots("orders")).isZero();
    JsonNode letters = app.send("GET", "/v1/dead-letters?reason=RecordsTrimmed", "", 200).json();
    assertThat(letters.path("deadLetters")).hasSize(1);

    app.send("POST", "/v1/triggers/orders/gap", "{\"resolution\":\"OTHER\"}", 400);
    JsonNode resolved =
        app.send("POST", "/v1/triggers/orders/gap", "{\"resolution\":\"SNAPSHOT\"}", 200).json();
    assertThat(resolved.path("gap").asString()).contains("orders is gone");
    app.awaitReceived(2);
    assertThat(String.join("", app.received)).contains("\"READ\"");

    app.send("DELETE", "/v1/triggers/orders", "", 204);
    TriggerApp.await(() -> slots("orders") == 0, "the slot to be gone");
  }

  private static boolean tellsOfGap() {
    JsonNode trigger = app.quietly("orders");
    return trigger.path("state").asString().equals("Failing")
        && trigger.at("/lastError/message").asString("").startsWith("GAP: ");
  }

  @Test
  void log_that_is_kept_is_shown_while_it_is_read_and_while_it_is_not() throws Exception {
    execute("CREATE TABLE lagging (id int PRIMARY KEY)");
    create("lagging", ",\"slot\":\"lagging\"", "public.lagging");
    TriggerApp.await(
        () -> log("lagging", "keptBytes").isNumber() && log("lagging", "silenceMillis").isNumber(),
        "the log that is read to be shown");
    app.send("POST", "/v1/triggers/lagging/pause", "", 200);
    app.awaitState("lagging", "Paused");
    for (int i = 0; i < 5; i++) {
      execute("INSERT INTO lagging VALUES (" + i + ")");
      execute("SELECT pg_switch_wal()");
    }
    TriggerApp.await(
        () -> app.quietly("lagging").path("warning").asString("").contains("MB of its log"),
        "the log that grows to be warned of");
    assertThat(log("lagging", "keptBytes").longValue()).isGreaterThan(64L << 20);
    assertThat(log("lagging", "silenceMillis").isNull()).isTrue();
    app.send("DELETE", "/v1/triggers/lagging", "", 204);
  }

  private static JsonNode log(String name, String member) {
    return app.quietly(name).path("log").path(member);
  }

  @Test
  void database_that_cannot_be_read_is_told_of_before_the_trigger_is_made() throws Exception {
    execute("CREATE ROLE visitor LOGIN");
    String form =
        """
        {"name":"visitor","function":"sink","source":{"kind":"postgresql","host":"127.0.0.1",
         "port":%d,"database":"shop","username":"%s","password":"secret:shop","tls":"DISABLE",
         "tables":["public.%s"]}}\
        """;
    TriggerApp.Answer refused =
        app.send("POST", "/v1/triggers", form.formatted(server.port(), "visitor", "orders"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("ALTER ROLE … REPLICATION");
    JsonNode warned =
        app.send(
                "POST",
                "/v1/triggers?dryRun=true",
                form.formatted(server.port(), server.user(), "not_there"),
                200)
            .json();
    assertThat(warned.path("warnings").toString())
        .contains("there is no table yet that [public.not_there] names")
        .contains("max_slot_wal_keep_size");
  }

  @Test
  void slot_of_a_deleted_trigger_is_dropped_as_soon_as_its_server_is_there_again()
      throws Exception {
    execute("CREATE TABLE parted (id int PRIMARY KEY)");
    execute("CREATE ROLE leaver SUPERUSER LOGIN");
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"parted","function":"sink","source":{"kind":"postgresql","host":"127.0.0.1",
         "port":%d,"database":"shop","username":"leaver","password":"secret:shop","tls":"DISABLE",
         "slot":"parted","tables":["public.parted"]}}\
        """
            .formatted(server.port()),
        201);
    app.awaitState("parted", "Enabled");
    execute("ALTER ROLE leaver NOLOGIN");
    app.send("DELETE", "/v1/triggers/parted", "", 204);
    app.restart();
    assertThat(slots("parted")).isEqualTo(1);
    execute("ALTER ROLE leaver LOGIN");
    TriggerApp.await(() -> slots("parted") == 0, "the slot to be gone");
  }

  @Test
  void form_names_what_is_wrong() throws Exception {
    TriggerApp.Answer answer =
        app.send(
            "POST",
            "/v1/triggers",
            """
            {"name":"wrong","function":"sink","source":{"kind":"postgresql","host":"10.0.0.1",
             "database":"shop","password":"none","tables":["orders"],"operations":["SELECT"],
             "slot":"Orders"}}\
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(TriggerApp.fields(answer.json()))
        .contains(
            "source.host", "source.password", "source.tables", "source.operations", "source.slot");
  }

  @Test
  void changes_are_cloud_events_on_request() throws Exception {
    execute("CREATE TABLE told (id int PRIMARY KEY, state text)");
    app.received.clear();
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"told","function":"sink","source":{"kind":"postgresql","host":"127.0.0.1","port":%d,
         "database":"shop","username":"%s","password":"secret:shop","tls":"DISABLE","slot":"told",
         "tables":["public.told"],"format":"cloudevents"}}\
        """
            .formatted(server.port(), server.user()),
        201);
    app.awaitState("told", "Enabled");
    execute("INSERT INTO told VALUES (7, 'new')");
    Event event = CloudEventsReceived.single(app, true);
    assertThat(event.payload()).asString(StandardCharsets.UTF_8).contains("\"state\":\"new\"");
    app.send("DELETE", "/v1/triggers/told", "", 204);
    TriggerApp.await(() -> slots("told") == 0, "the slot to be gone");
    app.received.clear();
  }
}
