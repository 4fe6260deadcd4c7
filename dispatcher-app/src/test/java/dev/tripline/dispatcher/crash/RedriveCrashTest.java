package dev.tripline.dispatcher.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.deadletter.redrive.RecordingFunction;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.PostgresServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A redrive of some thousand letters whose node is killed in the middle: each letter is delivered once, or
/// around the kill twice with the same id.
@Tag("crash")
class RedriveCrashTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LETTERS = 2_000;
  private static final int IN_THE_MIDDLE = 700;

  @TempDir Path directory;
  private RecordingFunction function;

  @BeforeEach
  void startFunction() throws Exception {
    function = new RecordingFunction();
  }

  @AfterEach
  void stopFunction() {
    function.close();
  }

  private AppProcess.Plan plan(String name, Map<String, String> store) {
    Map<String, String> settings = new HashMap<>(store);
    settings.put("tripline.data-directory", data(name).toString());
    settings.put("tripline.access.mode", "off");
    settings.put("tripline.endpoints.allow", "127.0.0.1");
    settings.put("tripline.workers.sandbox", "off");
    settings.put("spring.main.banner-mode", "off");
    return AppProcess.Plan.ofMainClass(
            directory.resolve(name), TriplineApplication.class.getName(), settings)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private Path data(String name) {
    return directory.resolve(name).resolve("data");
  }

  /// Before the first start: no dispatcher is on the store yet.
  private static void fill(StoreSettings settings) {
    Instant from = Instant.now().minusSeconds(3_600);
    List<DeadLetter> letters =
        IntStream.range(0, LETTERS).mapToObj(n -> letter(n, from.plusMillis(n))).toList();
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE)) {
      stores.deadLetters().add(letters, List.of());
      stores.lease().release();
    }
  }

  private static DeadLetter letter(int number, Instant at) {
    return new DeadLetter(
        TimeOrderedId.at(at),
        "before-" + number,
        FunctionTarget.latest("orders"),
        null,
        "RetriesExhausted",
        null,
        ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8),
        null,
        List.of(),
        at,
        at,
        0);
  }

  private static JsonNode ask(URI endpoint, String method, String path, String body) {
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      return JSON.readTree(client.send(method, path, body).orThrow());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String begin(URI endpoint) {
    ask(endpoint, "POST", "/v1/functions", function.form("orders"));
    String form =
        "{\"selection\":{\"all\":true},\"rate\":400,\"canary\":5,\"reason\":\"the test\"}";
    return ask(endpoint, "POST", "/v1/redrives", form).path("id").asString();
  }

  private static void awaitSent(URI endpoint, String id) {
    TriggerApp.await(
        () -> ask(endpoint, "GET", "/v1/redrives/" + id, "").path("sent").asInt() > IN_THE_MIDDLE,
        "some are sent");
  }

  private void requireDone(URI endpoint, String id) {
    String path = "/v1/redrives/" + id;
    TriggerApp.await(
        () -> ask(endpoint, "GET", path, "").path("state").asString().equals("completed"),
        "all are sent");
    JsonNode run = ask(endpoint, "GET", path, "");
    assertThat(run.path("delivered").asInt()).as(run.toString()).isEqualTo(LETTERS);
    assertThat(ask(endpoint, "GET", "/v1/dead-letters/count", "").path("count").asInt()).isZero();
    Map<Integer, List<String>> deliveries =
        function.calls.stream()
            .collect(
                Collectors.groupingBy(
                    RecordingFunction.Call::n,
                    TreeMap::new,
                    Collectors.mapping(RecordingFunction.Call::requestId, Collectors.toList())));
    assertThat(deliveries.keySet())
        .containsExactlyElementsOf(IntStream.range(0, LETTERS).boxed().toList());
    deliveries.forEach((n, requests) -> {
      assertThat(requests).as("letter " + n).hasSizeLessThanOrEqualTo(2);
      assertThat(Set.copyOf(requests)).as("letter " + n + " has one id").hasSize(1);
    });
    long twice = deliveries.values().stream().filter(requests -> requests.size() == 2).count();
    System.out.println(twice + " of " + LETTERS + " letters were delivered twice");
    assertThat(twice).as("around the kill only").isLessThan(IN_THE_MIDDLE);
  }

  @Test
  void redrive_goes_on_after_sigkill_on_sqlite() throws Exception {
    Files.createDirectories(data("node"));
    fill(StoreSettings.sqlite(data("node").resolve("store.db")));
    try (CrashNode node = new CrashNode(plan("node", Map.of()), new ArrayList<>())) {
      String id = begin(node.endpoint());
      awaitSent(node.endpoint(), id);
      node.kill();
      node.restart();
      requireDone(node.endpoint(), id);
    }
  }

  @Test
  void other_node_goes_on_with_the_redrive_of_one_that_was_killed() throws Exception {
    try (PostgresServer server = PostgresServer.shared()) {
      String url = server.createDatabase("redrive");
      StoreSettings settings = StoreSettings.postgresql(url, server.user(), "");
      fill(settings);
      Map<String, String> store =
          Map.of(
              "tripline.store.engine",
              "postgresql",
              "tripline.store.url",
              url,
              "tripline.store.username",
              server.user(),
              "tripline.store.lease",
              "3s");
      try (AppProcess first = AppProcess.start(plan("first", store));
          AppProcess second = AppProcess.start(plan("second", store))) {
        String id = begin(first.endpoint());
        awaitSent(first.endpoint(), id);
        boolean firstHasIt = owner(settings).startsWith(first.pid() + "@");
        (firstHasIt ? first : second).kill();
        requireDone((firstHasIt ? second : first).endpoint(), id);
      }
    }
  }

  /// The node that has claimed the run.
  private static String owner(StoreSettings settings) {
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE)) {
      return stores
          .reader()
          .sql("SELECT node FROM node_lease JOIN redrive_run ON owner = epoch")
          .query(String.class)
          .single();
    }
  }
}
