package dev.tripline.runtime.extension.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.Patience;
import dev.tripline.runtime.World;
import dev.tripline.runtime.log.LogLevel;
import dev.tripline.runtime.log.LogSettings;
import dev.tripline.runtime.network.WorkerNetwork;
import dev.tripline.testkit.process.BashClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Telemetry that extensions in Python get, while a runtime in bash answers invocations.
class TelemetryTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ALL_AT_ONCE =
      """
      {"schemaVersion": "2022-12-13", "types": ["platform", "function"], "buffering": {"timeoutMs": 25}}
      """;
  private static final String NEVER_BY_TIME =
      ALL_AT_ONCE.replace("25", Integer.toString(Buffering.LONGEST_MILLIS));

  private static final String RUNTIME =
      "#!/bin/bash\n"
          + BashClient.FUNCTIONS
          + """
          while true; do
            call GET invocation/next ''
            of=$(header Lambda-Runtime-Aws-Request-Id)
            work
            call POST "invocation/$of/response" '"done"'
          done
          """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private Host.Draft function(String subscription, String work) throws IOException {
    try (InputStream extension =
        TelemetryTest.class.getResourceAsStream("/telemetry/listener.py")) {
      String code =
          new String(Objects.requireNonNull(extension).readAllBytes(), StandardCharsets.UTF_8);
      Host.Draft draft =
          host.draft("provided.al2023", "x")
              .file("bootstrap", RUNTIME.replace("  work\n", "  " + work + "\n"))
              .layerFile("extensions/listener.py", code)
              .environment("SUBSCRIPTION", subscription);
      return host.isSandboxed() ? draft : draft.environment("LISTENER_HOST", "localhost");
    }
  }

  /// The events of each batch, in the order in which they came.
  private List<List<JsonNode>> batches() {
    List<List<JsonNode>> batches = new ArrayList<>();
    for (String line : host.log) {
      if (line.startsWith("batch ")) {
        List<JsonNode> batch = new ArrayList<>();
        JSON.readTree(line.substring("batch ".length())).forEach(batch::add);
        batches.add(batch);
      }
    }
    return batches;
  }

  private List<JsonNode> events() {
    return batches().stream().flatMap(List::stream).toList();
  }

  private List<JsonNode> events(String type) {
    return events().stream()
        .filter(event -> event.path("type").stringValue().equals(type))
        .toList();
  }

  private JsonNode record(String type) {
    return events(type).getFirst().path("record");
  }

  private void await(String type, int number) {
    Patience.await(number + " of " + type, () -> events(type).size() >= number);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void extension_gets_events_of_the_platform_and_lines_of_the_function(World world)
      throws IOException {
    host = new Host(directory, world);
    FunctionSpec function = function(ALL_AT_ONCE, "echo \"a \\\"line\\\"\"").spec();
    host.answer(function, "{}");
    host.answer(function, "{}");
    await("platform.report", 2);
    assertThat(host.log).contains("subscribed 200 \"OK\"");
    List<String> types = events().stream().map(event -> event.path("type").stringValue()).toList();
    assertThat(types.getFirst()).isEqualTo("platform.initStart");
    assertThat(types.subList(1, 4))
        .containsExactlyInAnyOrder(
            "platform.telemetrySubscription", "platform.initRuntimeDone", "platform.extension");
    assertThat(types.subList(4, types.size()))
        .containsExactly(
            "platform.initReport",
            "platform.start",
            "function",
            "platform.runtimeDone",
            "platform.report",
            "platform.start",
            "function",
            "platform.runtimeDone",
            "platform.report");
    assertThat(events())
        .allSatisfy(event ->
            assertThat(event.path("time").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    assertThat(record("platform.telemetrySubscription").toString())
        .isEqualTo(
            "{\"name\":\"listener.py\",\"state\":\"Subscribed\",\"types\":[\"platform\",\"function\"]}");
    assertThat(record("platform.initStart").path("functionName").stringValue()).isEqualTo("f");
    assertThat(record("function").stringValue()).isEqualTo("a \"line\"");
    assertThat(record("platform.runtimeDone").path("status").stringValue()).isEqualTo("success");
    assertThat(record("platform.runtimeDone").path("metrics").path("producedBytes").intValue())
        .isEqualTo("\"done\"".length());
    assertThat(record("platform.report").path("metrics").has("initDurationMs")).isTrue();
    assertThat(record("platform.report").path("requestId"))
        .isEqualTo(record("platform.start").path("requestId"));
  }

  @Test
  void listeners_of_two_workers_have_the_same_port() throws IOException {
    host = new Host(directory);
    assumeTrue(host.isSandboxed(), "no sandbox here");
    for (String name : List.of("first", "second")) {
      FunctionSpec function =
          function(ALL_AT_ONCE, "echo " + name).environment("LISTENER_PORT", "4243").spec();
      host.answer(function, "{}");
    }
    await("platform.report", 2);
    assertThat(events("function"))
        .extracting(event -> event.path("record").stringValue())
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void batch_is_delivered_when_it_has_enough_events() throws IOException {
    host = new Host(directory);
    String few = NEVER_BY_TIME.replace("\"timeoutMs\"", "\"maxItems\": 1000, \"timeoutMs\"");
    host.answer(function(few, "for i in {1..1100}; do echo $i; done").spec(), "{}");
    Patience.await("a batch", () -> !batches().isEmpty());
    assertThat(batches().getFirst()).hasSize(1000);
  }

  @Test
  void what_waits_is_delivered_before_the_extension_is_told_of_the_end() throws IOException {
    host = new Host(directory);
    host.answer(function(NEVER_BY_TIME, "echo line").traced().spec(), "{}");
    assertThat(batches()).isEmpty();
    host.close();
    assertThat(events()).hasSize(9);
    assertThat(record("platform.start").path("tracing").path("value").stringValue())
        .startsWith("Root=")
        .contains("Sampled=1");
    assertThat(host.log.indexOf("told of the end"))
        .isGreaterThan(
            host.log.indexOf(
                host.log.stream()
                    .filter(line -> line.startsWith("batch "))
                    .findFirst()
                    .orElseThrow()));
  }

  @Test
  void run_that_takes_too_long_is_told_of_at_the_end() throws IOException {
    host = new Host(directory);
    FunctionSpec function =
        function(NEVER_BY_TIME, "sleep 60").timeout(Duration.ofSeconds(1)).spec();
    assertThat(host.answer(function, "{}")).contains("Sandbox.Timedout");
    await("platform.report", 1);
    assertThat(record("platform.runtimeDone").path("status").stringValue()).isEqualTo("timeout");
  }

  @Test
  void events_that_nobody_takes_delay_nothing_and_are_counted() throws IOException {
    host = new Host(directory);
    String lines = "line=$(printf %0500d 0); for i in {1..1500}; do echo $line; done";
    FunctionSpec function = function(ALL_AT_ONCE, lines).environment("LISTENER_LATE", "yes").spec();
    assertThat(host.answer(function, "1")).isEqualTo("\"done\"");
    assertThat(batches()).isEmpty();
    assertThat(host.answer(function, "2")).isEqualTo("\"done\"");
    await("platform.logsDropped", 1);
    JsonNode dropped = record("platform.logsDropped");
    assertThat(dropped.path("droppedRecords").intValue()).isPositive();
    assertThat(dropped.path("droppedBytes").intValue()).isGreaterThan(500);
    assertThat(dropped.path("reason").isString()).isTrue();
  }

  @Test
  void listener_that_does_not_answer_delays_neither_invocations_nor_the_end() throws IOException {
    host = new Host(directory);
    FunctionSpec function = function(ALL_AT_ONCE, ":").environment("LISTENER_STUCK", "yes").spec();
    assertThat(host.answer(function, "1")).isEqualTo("\"done\"");
    Patience.await("a request", () -> host.log.contains("stuck"));
    assertThat(host.answer(function, "2")).isEqualTo("\"done\"");
    host.close();
    assertThat(host.log).contains("told of the end");
  }

  @Test
  void listener_of_another_process_gets_nothing() throws IOException {
    host = new Host(directory);
    try (ServerSocket others = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FunctionSpec function =
          function(ALL_AT_ONCE, ":")
              .environment("LISTENER_URI", "http://127.0.0.1:" + others.getLocalPort() + "/")
              .spec();
      assertThat(host.answer(function, "{}")).isEqualTo("\"done\"");
      host.close(); // which delivers what waits
      assertThat(host.log).contains("subscribed 200 \"OK\"", "told of the end");
      others.setSoTimeout(1);
      assertThatThrownBy(others::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void lines_of_a_log_in_json_are_objects() throws IOException {
    host = new Host(directory);
    LogSettings json = new LogSettings(null, true, LogLevel.DEBUG, LogLevel.WARN);
    String line = "echo '{\"level\":\"warn\",\"n\":1}'; echo plain";
    host.answer(function(ALL_AT_ONCE, line).logs(json).spec(), "{}");
    Patience.await("events", () -> told().contains("platform.report"));
    assertThat(told())
        .contains("platform.start", "\"record\": {\"level\": \"warn\", \"n\": 1}")
        .contains("\"level\": \"INFO\"", "\"message\": \"plain\"");
  }

  @Test
  void first_schema_has_strings_alone() throws IOException {
    host = new Host(directory);
    LogSettings json = new LogSettings(null, true, LogLevel.DEBUG, LogLevel.WARN);
    String first = ALL_AT_ONCE.replace("2022-12-13", "2022-07-01");
    host.answer(function(first, "echo '{\"n\":1}'").logs(json).spec(), "{}");
    Patience.await("events", () -> told().contains("platform.report"));
    assertThat(told()).contains("\"record\": \"{\\\"n\\\":1}\"");
  }

  /// In the log in JSON, what the extension prints is the message of an object.
  private String told() {
    StringBuilder told = new StringBuilder();
    for (String line : host.log) {
      told.append(JSON.readTree(line).path("message").asString("")).append('\n');
    }
    return told.toString();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void lines_of_extensions_are_a_stream_of_their_own(World world) throws IOException {
    host = new Host(directory, world);
    String extensions = ALL_AT_ONCE.replace("\"platform\", \"function\"", "\"extension\"");
    host.answer(function(extensions, "echo mine").spec(), "{}");
    await("extension", 1);
    assertThat(events())
        .extracting(event -> event.path("record").stringValue())
        .containsExactly("subscribed 200 \"OK\"");
  }

  @Test
  void events_come_as_lines_over_tcp() throws IOException {
    host = new Host(directory);
    host.answer(function(ALL_AT_ONCE, "echo line").environment("LISTENER_TCP", "yes").spec(), "{}");
    await("platform.report", 1);
    assertThat(events()).hasSize(9);
  }

  @Test
  void worker_in_a_network_of_its_own_is_reached_too() throws IOException, InterruptedException {
    host = new Host(directory);
    String why = host.runtime.whyNoNetworks().orElse("");
    assumeTrue(why.isEmpty(), why);
    WorkerNetwork network = new WorkerNetwork("n", "1", List.of(), false, List.of());
    host.answer(function(ALL_AT_ONCE, "echo inside").spec().withNetwork(network), "{}");
    await("platform.report", 1);
    assertThat(record("function").stringValue()).isEqualTo("inside");
  }
}
