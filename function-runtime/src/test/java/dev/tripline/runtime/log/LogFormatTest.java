package dev.tripline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log formats text and JSON, in the tail that a caller gets.
class LogFormatTest {
  /// Writes one line of each kind.
  private static final String TALKING =
      """
      import sys
      def handler(event, context):
          print("plain words")
          print('{"level": "debug", "msg": "detail", "timestamp": "2026-01-02T03:04:05Z"}')
          print('{"level": "ERROR", "msg": "trouble", "timestamp": "2026-01-02T03:04:05Z"}')
          sys.stdout.write("no line end")
          sys.stdout.flush()
          if event:
              raise ValueError("no luck")
      """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // before each test
  private Host host;

  @BeforeEach
  void start() {
    host = new Host(directory);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private static LogSettings json(LogLevel application, LogLevel system) {
    return new LogSettings(null, true, application, system);
  }

  private FunctionSpec talking(LogSettings logs) {
    return host.draft("python3.12", "index.handler").file("index.py", TALKING).logs(logs).spec();
  }

  private static List<String> tail(InvocationResult result) {
    return new String(Objects.requireNonNull(result.logTail()), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private static List<String> words(List<String> tail) {
    return tail.stream()
        .map(line -> JsonMapper.shared().readTree(line))
        .map(line -> line.path("type").asString(line.path("msg").asString(text(line))))
        .toList();
  }

  private static String text(JsonNode line) {
    return line.path("message").asString("?");
  }

  @Test
  void every_line_is_json_and_carries_the_request() {
    FunctionSpec function = talking(json(LogLevel.TRACE, LogLevel.DEBUG));
    InvocationRequest request = Host.request("false", true);
    List<String> tail = tail(host.run(function, request));
    assertThat(words(tail))
        .containsExactly(
            "platform.start",
            "plain words",
            "detail",
            "trouble",
            "no line end",
            "platform.runtimeDone",
            "platform.report");
    JsonNode plain = JsonMapper.shared().readTree(tail.get(1));
    assertThat(plain.path("requestId").stringValue()).isEqualTo(request.requestId());
    assertThat(plain.path("level").stringValue()).isEqualTo("INFO");
    assertThat(plain.path("timestamp").stringValue()).endsWith("Z");
    JsonNode report = JsonMapper.shared().readTree(tail.getLast()).path("record");
    assertThat(report.path("requestId").stringValue()).isEqualTo(request.requestId());
    assertThat(report.path("status").stringValue()).isEqualTo("success");
    assertThat(report.path("metrics").path("memorySizeMB").intValue()).isEqualTo(256);
    assertThat(report.path("metrics").path("initDurationMs").doubleValue()).isPositive();
    assertThat(host.log)
        .allSatisfy(line -> assertThat(JsonMapper.shared().readTree(line).isObject()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "INFO, INFO, platform.start plain words trouble no line end platform.report",
    "ERROR, DEBUG, platform.start trouble platform.runtimeDone platform.report",
    "FATAL, WARN, ''",
  })
  void levels_leave_lines_out(LogLevel application, LogLevel system, String expected) {
    List<String> tail = tail(host.run(talking(json(application, system)), "false", true));
    assertThat(String.join(" ", words(tail))).isEqualTo(expected);
  }

  @Test
  void platform_tells_of_failures_at_every_level() {
    FunctionSpec function = talking(json(LogLevel.FATAL, LogLevel.WARN));
    List<String> tail = tail(host.run(function, "true", true));
    assertThat(words(tail)).endsWith("platform.runtimeDone", "platform.report");
    assertThat(tail.getLast()).contains("\"status\":\"error\"", "\"errorType\":\"ValueError\"");
  }

  @Test
  void start_that_fails_is_told_in_json() {
    FunctionSpec broken =
        host.draft("python3.12", "index.handler")
            .file("index.py", "import absent\n")
            .logs(json(LogLevel.INFO, LogLevel.INFO))
            .spec();
    assertThat(words(tail(host.run(broken, "1", true))))
        .contains("platform.initReport", "platform.start", "platform.report");
  }

  @ParameterizedTest
  @CsvSource({"python3.12, index.py, 7", "nodejs22.x, index.js, 30"})
  void memory_that_is_reported_is_all_that_is_resident(String runtime, String file, int atLeastMb) {
    assumeTrue(host.runtime.whyUnavailable(runtime).isEmpty(), runtime + " is not on this host");
    FunctionSpec function =
        host.draft(runtime, "index.handler")
            .file(
                file,
                file.endsWith("py")
                    ? "def handler(event, context):\n    return len(bytearray(20 << 20))\n"
                    : "exports.handler = async () => Buffer.alloc(20 << 20, 1).length;\n")
            .spec();
    List<String> tail = tail(host.run(function, "1", true));
    Matcher used = Pattern.compile("Max Memory Used: (\\d+) MB").matcher(tail.getLast());
    assertThat(used.find()).isTrue();
    assertThat(Integer.parseInt(used.group(1))).isBetween(20 + atLeastMb, 256);
  }
}
