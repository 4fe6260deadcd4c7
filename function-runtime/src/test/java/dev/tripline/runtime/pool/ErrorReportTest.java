package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.spi.invocation.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Errors leave as JSON, whatever a runtime reports.
class ErrorReportTest {
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

  @Test
  void message_over_the_limit_is_cut_and_the_worker_lives_on() {
    FunctionSpec verbose =
        host.python(
            """
            count = 0
            def handler(event, context):
                global count
                count += 1
                if event:
                    raise ValueError("begin \\"quoted\\" " + "é" * event)
                return count
            """);
    Outcome outcome = host.run(verbose, "7000000").outcome();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.FunctionError.class,
            error -> assertThat(error.errorMessage()).startsWith("begin \"quoted\" éé"));
    JsonNode answer = JsonMapper.shared().readTree(Host.text(outcome));
    assertThat(answer.path("errorMessage").stringValue())
        .startsWith("begin \"quoted\" éé")
        .endsWith("é…")
        .hasSizeBetween(1_000, 1_000_000);
    assertThat(answer.path("errorType").stringValue()).isEqualTo("ValueError");
    assertThat(host.answer(verbose, "0")).isEqualTo("2");
  }

  @Test
  void type_before_a_message_over_the_limit_is_kept() {
    assumeTrue(host.runtime.whyUnavailable("nodejs22.x").isEmpty(), "node is not on this host");
    FunctionSpec verbose =
        host.node(
            """
            exports.handler = async () => {
              const error = new RangeError('x'.repeat(7000000));
              error.stack = '';
              throw error;
            };
            """);
    JsonNode answer = JsonMapper.shared().readTree(host.answer(verbose, "1"));
    assertThat(answer.path("errorType").stringValue()).isEqualTo("RangeError");
    assertThat(answer.path("errorMessage").stringValue()).startsWith("xxx").endsWith("x…");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain words | plain words",
        "{\"errorType\":\"Own | {\"errorType\":\"Own",
        "'' | ''",
      })
  void report_that_is_no_json_becomes_a_message(String report, String message) {
    FunctionSpec custom =
        host.draft("provided.al2023", "x")
            .file(
                "bootstrap",
                """
                #!/usr/bin/env python3
                import http.client, os
                api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                while True:
                    api.request("GET", "/2018-06-01/runtime/invocation/next")
                    answer = api.getresponse()
                    request = answer.headers["Lambda-Runtime-Aws-Request-Id"]
                    answer.read()
                    api.request("POST", "/2018-06-01/runtime/invocation/" + request + "/error",
                                os.environ["REPORT"].encode())
                    api.getresponse().read()
                """)
            .environment("REPORT", report)
            .spec();
    JsonNode answer = JsonMapper.shared().readTree(host.answer(custom, "1"));
    assertThat(answer.path("errorMessage").stringValue()).isEqualTo(message);
    assertThat(answer.path("errorType").stringValue()).isEqualTo("Runtime.Unknown");
  }
}
