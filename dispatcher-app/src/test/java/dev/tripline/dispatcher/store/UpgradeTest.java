package dev.tripline.dispatcher.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.deadletter.redrive.RecordingFunction;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The present version on what an earlier one left, or beside it; the earlier one is a packaged jar, named
/// by the property `upgrade.from`. `bin/upgrade-proof` builds one and runs this test.
@EnabledIfSystemProperty(named = "upgrade.from", matches = ".+")
class UpgradeTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LETTERS = 20;
  private static final int EVENTS = 300;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private static final String PYTHON =
      """
      import os
      def handler(event, context):
          return os.environ['WORD'] + ' ' + context.function_version
      """;

  @TempDir Path directory;
  private RecordingFunction recorded;

  @BeforeEach
  void startFunction() throws Exception {
    recorded = new RecordingFunction();
  }

  @AfterEach
  void stopFunction() {
    recorded.close();
  }

  @Test
  void present_version_goes_on_where_an_earlier_one_was_killed_on_sqlite() throws Exception {
    String url = "jdbc:sqlite:file:" + directory.resolve("node/data/store.db") + "?mode=ro";
    upgrade(url, "", Map.of());
  }

  @Test
  void present_version_goes_on_where_an_earlier_one_was_killed_on_postgresql() throws Exception {
    try (PostgresServer server = PostgresServer.shared()) {
      String url = server.createDatabase("upgraded");
      upgrade(url, server.user(), postgresql(url, server.user()));
    }
  }

  /// As the upgrade notes promise of neighbouring versions.
  @Test
  void nodes_of_both_versions_share_a_store() throws Exception {
    try (PostgresServer server = PostgresServer.shared()) {
      String url = server.createDatabase("shared");
      Map<String, String> store = postgresql(url, server.user());
      try (AppProcess before = AppProcess.start(earlier("before", store))) {
        send(before, "POST", "/v1/functions", recorded.form("orders"));
        try (AppProcess after = AppProcess.start(present("after", store))) {
          invoke(before, 0, EVENTS / 2);
          invoke(after, EVENTS / 2, EVENTS);
          TriggerApp.await(() -> recorded.calls.size() >= EVENTS, "all are delivered");
          assertThat(before.stop(STOP_LIMIT)).as("the earlier version ends").isTrue();
          invoke(after, EVENTS, 2 * EVENTS);
          TriggerApp.await(() -> recorded.calls.size() >= 2 * EVENTS, "all are delivered");
          assertThat(recorded.numbers())
              .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 2 * EVENTS).boxed().toList());
        }
      }
    }
  }

  private void upgrade(String url, String user, Map<String, String> store) throws Exception {
    try (AppProcess before = AppProcess.start(earlier("node", store))) {
      leaveWork(before);
      before.kill();
    }
    String schema = schema(url, user);
    try (AppProcess after = AppProcess.start(present("node", store))) {
      everythingIsThere(after);
      assertThat(after.stop(STOP_LIMIT)).as("it ends").isTrue();
    }
    boolean changed = !schema.equals(schema(url, user));
    System.out.println("Schema of the earlier version: " + schema + ", changed: " + changed);
    try (AppProcess back = AppProcess.startOrCrash(earlier("node", store))) {
      assertThat(back.isAlive()).as(back.outputTail(50)).isEqualTo(!changed);
      if (changed) {
        assertThat(back.outputTail(200)).contains("newer version");
      }
    }
  }

  private void leaveWork(AppProcess app) throws Exception {
    send(app, "POST", "/v1/functions", recorded.form("orders"));
    recorded.fails = _ -> true;
    invoke(app, 0, LETTERS);
    TriggerApp.await(() -> letters(app) == LETTERS, "dead letters");
    recorded.clear();
    try (DispatcherClient client = new DispatcherClient(app.endpoint())) {
      byte[] zip = FunctionPackage.zip(Map.of("index.py", PYTHON.getBytes(StandardCharsets.UTF_8)));
      client.deploy(
          new FunctionPackage(
              "word", "python3.12", "index.handler", zip, Map.of("WORD", "sealed"), 10));
    }
    send(app, "POST", "/2015-03-31/functions/word/versions", "{}");
    send(
        app,
        "POST",
        "/2015-03-31/functions/word/aliases",
        "{\"Name\":\"live\",\"FunctionVersion\":\"1\"}");
    Path inbox = Files.createDirectories(directory.resolve("inbox"));
    Files.writeString(inbox.resolve("first.txt"), "x");
    send(
        app,
        "POST",
        "/v1/triggers",
        """
        {"name":"files","function":"orders","source":{"kind":"folder","bucket":"inbox",
         "path":"%s","settleSeconds":0,"rescanSeconds":0.2}}
        """
            .formatted(inbox));
    TriggerApp.await(() -> recorded.calls.size() == 1, "the first file");
    recorded.clear();
    invoke(app, LETTERS, LETTERS + EVENTS);
  }

  private void everythingIsThere(AppProcess app) throws Exception {
    TriggerApp.await(
        () -> new HashSet<>(recorded.numbers()).size() == EVENTS, "the accepted events");
    assertThat(letters(app)).isEqualTo(LETTERS);
    String query = "/v1/dead-letters?limit=1&function=orders";
    JsonNode letter = send(app, "GET", query, "").path("deadLetters").path(0);
    JsonNode detail = send(app, "GET", "/v1/dead-letters/" + letter.path("id").asString(), "");
    assertThat(detail.toString()).contains("Endpoint.Status400");
    assertThat(send(app, "POST", "/2015-03-31/functions/word:live/invocations", "{}").asString())
        .isEqualTo("sealed 1");

    recorded.clear();
    Files.writeString(directory.resolve("inbox/second.txt"), "x");
    TriggerApp.await(() -> recorded.calls.size() == 1, "the second file, and not the first");
    recorded.clear();
    send(
        app,
        "POST",
        "/v1/redrives",
        "{\"selection\":{\"all\":true},\"rate\":500,\"reason\":\"the test\"}");
    TriggerApp.await(() -> recorded.calls.size() >= LETTERS, "the redrive");
    assertThat(letters(app)).isZero();
    assertThat(recorded.numbers())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, LETTERS).boxed().toList());
  }

  private static void invoke(AppProcess app, int from, int to) throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(app.endpoint())) {
      for (int n = from; n < to; n++) {
        client.invokeLater("orders", "{\"n\":" + n + "}").orThrow();
      }
    }
  }

  private static int letters(AppProcess app) {
    return send(app, "GET", "/v1/dead-letters/count", "").path("count").asInt();
  }

  private static JsonNode send(AppProcess app, String method, String path, String body) {
    try (DispatcherClient client = new DispatcherClient(app.endpoint())) {
      return JSON.readTree(client.send(method, path, body).orThrow());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// The last step of each history of the store's tables.
  private static String schema(String url, String user) throws SQLException {
    StringBuilder steps = new StringBuilder();
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      for (String history : List.of("flyway_store", "flyway_dispatcher")) {
        String last = "SELECT version FROM " + history + " ORDER BY installed_rank DESC";
        try (ResultSet row = statement.executeQuery(last)) {
          assertThat(row.next()).isTrue();
          steps.append(history).append(" V").append(row.getString(1)).append(' ');
        }
      }
    }
    return steps.toString().strip();
  }

  private static Map<String, String> postgresql(String url, String user) {
    return Map.of(
        "tripline.store.engine",
        "postgresql",
        "tripline.store.url",
        url,
        "tripline.store.username",
        user,
        "tripline.store.lease",
        "3s");
  }

  private AppProcess.Plan earlier(String node, Map<String, String> store) {
    AppProcess.Plan plan = present(node, store);
    return new AppProcess.Plan(
        plan.directory(),
        List.of("-jar", System.getProperty("upgrade.from")),
        plan.jvmArguments(),
        plan.settings(),
        plan.environment());
  }

  private AppProcess.Plan present(String node, Map<String, String> store) {
    Map<String, String> settings = new HashMap<>(store);
    settings.put("tripline.data-directory", "data");
    settings.put("tripline.access.mode", "off");
    settings.put("tripline.endpoints.allow", "127.0.0.1");
    settings.put("tripline.triggers.folder-roots", directory.toString());
    settings.put("spring.main.banner-mode", "off");
    return AppProcess.Plan.ofMainClass(
            directory.resolve(node), TriplineApplication.class.getName(), settings)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  }
}
