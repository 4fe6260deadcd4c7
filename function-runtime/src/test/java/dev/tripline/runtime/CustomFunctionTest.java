package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomFunctionTest {
  static final String LOOP =
      """
      api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
      while true; do
        head="$(mktemp)"
        event="$(curl -sS -D "$head" "$api/invocation/next")"
        id="$(grep -i lambda-runtime-aws-request-id "$head" | tr -d '[:space:]' | cut -d: -f2)"
        %s
      done
      """;

  @TempDir Path directory;
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
  void bootstrap_of_the_package_runs() {
    FunctionSpec echo =
        host.shell(LOOP.formatted("curl -sS -d \"$event\" \"$api/invocation/$id/response\""));
    assertThat(host.answer(echo, "{\"a\":1}")).isEqualTo("{\"a\":1}");
    assertThat(host.answer(echo, "{\"a\":2}")).isEqualTo("{\"a\":2}");
  }

  @Test
  void bootstrap_of_a_layer_runs() {
    FunctionSpec echo =
        host.draft("provided.al2", "x")
            .file("data", "hi")
            .layerFile(
                "bootstrap",
                "#!/bin/sh\n"
                    + LOOP.formatted(
                        "curl -sS -d \"$(cat $LAMBDA_TASK_ROOT/data)\""
                            + " \"$api/invocation/$id/response\""))
            .spec();
    assertThat(host.answer(echo, "{}")).isEqualTo("hi");
  }

  @Test
  void package_without_bootstrap_is_told() {
    assertThat(Host.text(host.run(host.draft("provided.al2023", "x").spec(), "{}").outcome()))
        .contains(
            "\"errorType\":\"Runtime.InvalidEntrypoint\"",
            "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
  }

  @Test
  void runtime_api_refuses_what_does_not_fit() {
    FunctionSpec probing =
        host.shell(
            LOOP.formatted(
                """
                wrong="$(curl -sS -d x "$api/invocation/00000000-0000-0000-0000-000000000000/response")"
                late="$(curl -sS -d x "$api/init/error")"
                again="$(curl -sS "$api/invocation/next")"
                curl -sS -d "$wrong$late$again" "$api/invocation/$id/response"
                twice="$(curl -sS -d x "$api/invocation/$id/response")"
                echo "$twice"
                """));
    assertThat(host.answer(probing, "7"))
        .isEqualTo(
            "{\"errorMessage\":\"Invalid request"
                + " ID\",\"errorType\":\"InvalidRequestID\"}{\"errorMessage\":\"State transition"
                + " from Running to InitError failed for runtime. Error: State transition is not"
                + " allowed\",\"errorType\":\"InvalidStateTransition\"}7");
    assertThat(host.answer(probing, "8")).endsWith("8");
    assertThat(host.log)
        .anyMatch(line ->
            line.startsWith("{\"errorMessage\":\"State transition from RuntimeResponseSent to"));
  }

  @Test
  void error_type_that_is_none_of_the_known_forms_is_unknown() {
    FunctionSpec failing =
        host.shell(
            LOOP.formatted(
                "curl -sS -H 'Lambda-Runtime-Function-Error-Type: odd' -d 'no json'"
                    + " \"$api/invocation/$id/error\""));
    assertThat(host.run(failing, "1").outcome())
        .isInstanceOfSatisfying(
            Outcome.FunctionError.class,
            error -> assertThat(error.errorType()).isEqualTo("Runtime.Unknown"));
  }

  @Test
  void client_context_and_attempt_reach_the_function() {
    FunctionSpec telling =
        host.shell(
            LOOP.formatted(
                "curl -sS -d \"$(grep -i client-context \"$head\" | cut -d' ' -f2-)\""
                    + " \"$api/invocation/$id/response\""));
    var first = Host.request("{}", false);
    var second =
        new dev.tripline.spi.invocation.InvocationRequest(
            first.requestId(),
            first.function(),
            first.payload(),
            2,
            false,
            "eyJlbnYiOnsiYSI6MX19",
            0);
    assertThat(Host.text(host.run(telling, second).outcome()).strip())
        .isEqualTo("{\"env\":{\"a\":1},\"custom\":{\"tripline-attempt\":\"2\"}}");
  }
}
