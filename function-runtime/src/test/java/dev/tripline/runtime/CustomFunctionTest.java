package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomFunctionTest {
  /// A runtime in bash, which can open connections itself: `call` sends a request and leaves the answer's
  /// body in `body`, its head in `head`.
  static final String LOOP =
      """
      LC_ALL=C
      call() { # method, path below the API's version, body, further headers
        exec 5<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%%:*}/${AWS_LAMBDA_RUNTIME_API##*:}"
        printf '%%s /2018-06-01/runtime/%%s HTTP/1.1\\r\\nHost: x\\r\\n%%bContent-Length: %%d\\r\\n\\r\\n%%s' \
          "$1" "$2" "${4:-}" "${#3}" "$3" >&5
        head= length=0
        while IFS= read -r line <&5; do
          line=${line%%$'\\r'}
          [ -n "$line" ] || break
          head+="$line"$'\\n'
          [[ $line != Content-Length:* ]] || length=${line#*: }
        done
        body=
        [ "$length" = 0 ] || IFS= read -r -N "$length" body <&5
        exec 5>&-
      }
      header() { while IFS= read -r line; do [[ $line != "$1: "* ]] || echo "${line#*: }"; done <<<"$head"; }
      while true; do
        call GET invocation/next ''
        event=$body id=$(header Lambda-Runtime-Aws-Request-Id) context=$(header Lambda-Runtime-Client-Context)
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
        host.bash(LOOP.formatted("call POST \"invocation/$id/response\" \"$event\""));
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
                    + LOOP.formatted(
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
            LOOP.formatted(
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
            LOOP.formatted(
                "call POST \"invocation/$id/error\" 'no json' 'Lambda-Runtime-Function-Error-Type:"
                    + " odd\\\\r\\\\n'"));
    assertThat(host.run(failing, "1").outcome())
        .isInstanceOfSatisfying(
            Outcome.FunctionError.class,
            error -> assertThat(error.errorType()).isEqualTo("Runtime.Unknown"));
  }

  @Test
  void client_context_and_attempt_reach_the_function() {
    FunctionSpec telling =
        host.bash(LOOP.formatted("call POST \"invocation/$id/response\" \"$context\""));
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
