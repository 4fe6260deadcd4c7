package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Outcome;
import dev.tripline.testkit.process.BashClient;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomFunctionTest {
  /// A runtime in bash, with the functions of [BashClient].
  ///
  /// @param answering what it does with an event
  private static String loop(String answering) {
    return BashClient.FUNCTIONS
        + """
        while true; do
          call GET invocation/next ''
          event=$body id=$(header Lambda-Runtime-Aws-Request-Id) context=$(header Lambda-Runtime-Client-Context)
          ANSWERING
        done
        """
            .replace("ANSWERING", answering);
  }

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
    FunctionSpec echo = host.bash(loop("call POST \"invocation/$id/response\" \"$event\""));
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
                "#!/bin/bash\n"
                    + loop(
                        "call POST \"invocation/$id/response\" \"$(cat $LAMBDA_TASK_ROOT/data)\""))
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
        host.bash(
            loop(
                """
                call POST invocation/00000000-0000-0000-0000-000000000000/response x; wrong=$body
                call POST init/error x; late=$body
                call GET invocation/next ''; again=$body
                call POST "invocation/$id/response" "${wrong%$'\\n'}${late%$'\\n'}$again"
                call POST "invocation/$id/response" x
                echo "$body"
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
        host.bash(
            loop(
                "call POST \"invocation/$id/error\" 'no json' 'Lambda-Runtime-Function-Error-Type:"
                    + " odd\\\\r\\\\n'"));
    assertThat(host.run(failing, "1").outcome())
        .isInstanceOfSatisfying(
            Outcome.FunctionError.class,
            error -> assertThat(error.errorType()).isEqualTo("Runtime.Unknown"));
  }

  @Test
  void client_context_and_attempt_reach_the_function() {
    FunctionSpec telling = host.bash(loop("call POST \"invocation/$id/response\" \"$context\""));
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
