package dev.tripline.runtime.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.World;
import dev.tripline.testkit.process.BashClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Extensions and runtimes in bash, which can open connections itself.
class ExtensionsTest {
  private static final String CALL =
      "#!/bin/bash\n"
          + BashClient.FUNCTIONS
          + """
          extension() { request "$1" "/2020-01-01/extension/$2" "$3" "$4"; }
          register() {
            extension POST register "{\\"events\\":[$2]}" "Lambda-Extension-Name: $1\\r\\n"
            id="Lambda-Extension-Identifier: $(header Lambda-Extension-Identifier)\\r\\n"
          }
          """;

  /// Says what it is told; `work` is what it does then.
  private static final String WATCHER =
      CALL
          + """
          sleep 0.2
          touch $TMPDIR/first
          register ${0##*/} '"INVOKE","SHUTDOWN"'
          echo "registered $body" >/proc/self/fd/2
          while true; do
            extension GET event/next '' "$id"
            echo "told $body"
            [[ $body != *SHUTDOWN* ]] || exit 0
            work
          done
          """;

  private static final String RUNTIME =
      CALL
          + """
          seen=no
          [ ! -e $TMPDIR/first ] || seen=yes
          answer() { echo "\\"$seen\\""; }
          while true; do
            call GET invocation/next ''
            of=$(header Lambda-Runtime-Aws-Request-Id)
            call POST "invocation/$of/response" "$(answer)"
          done
          """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private Host.Draft function(String work) {
    return host.draft("provided.al2023", "x")
        .file("bootstrap", RUNTIME)
        .layerFile("extensions/watcher", WATCHER.replace("  work\n", "  " + work + "\n"));
  }

  private List<String> told(String what) {
    return host.log.stream().filter(line -> line.contains(what)).toList();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void starts_before_the_runtime_and_is_told_of_invocations_and_of_the_end(World world) {
    host = new Host(directory, world);
    FunctionSpec function = function(":").spec();
    assertThat(host.answer(function, "{}")).isEqualTo("\"yes\"");
    assertThat(host.answer(function, "{}")).isEqualTo("\"yes\"");
    host.close();
    assertThat(told("registered"))
        .containsExactly(
            "registered"
                + " {\"functionName\":\"f\",\"functionVersion\":\"$LATEST\",\"handler\":\"x\"}");
    assertThat(told("\"eventType\":\"INVOKE\""))
        .hasSize(2)
        .allMatch(line -> line.contains("\"invokedFunctionArn\":") && line.contains("Root="));
    assertThat(told("\"eventType\":\"SHUTDOWN\""))
        .singleElement()
        .matches(line -> line.contains("\"shutdownReason\":\"spindown\""));
  }

  @Test
  void worker_is_idle_when_its_extensions_are() {
    host = new Host(directory);
    FunctionSpec function = function("sleep 0.3; echo done").spec();
    host.answer(function, "1");
    host.answer(function, "2");
    List<String> order =
        host.log.stream()
            .filter(line -> line.startsWith("told") || line.equals("done"))
            .map(line -> line.substring(0, 4))
            .toList();
    assertThat(order).startsWith("told", "done", "told");
    assertThat(told("registered")).hasSize(1);
  }

  @Test
  void extension_that_ends_fails_the_invocation() {
    host = new Host(directory);
    FunctionSpec function =
        host.draft("provided.al2023", "x")
            .file("bootstrap", RUNTIME)
            .layerFile("extensions/broken", "#!/bin/sh\nexit 4\n")
            .spec();
    assertThat(host.answer(function, "{}")).contains("\"errorType\":\"Extension.Crash\"");
    assertThat(host.log).contains("Extension broken ended with exit status 4");
  }

  @Test
  void extension_that_reports_an_error_fails_the_invocation() {
    host = new Host(directory);
    String report =
        "extension POST exit/error '{}' \"$id\"'Lambda-Extension-Function-Error-Type:"
            + " Watcher.Full\\r\\n'; sleep 60";
    FunctionSpec function =
        function(report).file("bootstrap", RUNTIME.replace("echo", "sleep 60; echo")).spec();
    assertThat(host.answer(function, "{}"))
        .contains("\"errorType\":\"Extension.ExitError\"", "watcher: Watcher.Full");
  }

  @Test
  void worker_ends_whose_extension_takes_longer_than_the_function_may() {
    host = new Host(directory);
    FunctionSpec function = function("sleep 60").timeout(Duration.ofSeconds(1)).spec();
    assertThat(host.answer(function, "{}")).isEqualTo("\"yes\"");
    assertThat(host.answer(function, "{}")).isEqualTo("\"yes\"");
    assertThat(told("registered")).hasSize(2);
  }

  @Test
  void more_than_ten_do_not_start() {
    host = new Host(directory);
    Host.Draft draft = host.draft("provided.al2023", "x").file("bootstrap", RUNTIME);
    for (int i = 0; i <= Extensions.MOST; i++) {
      draft.layerFile("extensions/e" + i, "#!/bin/sh\n");
    }
    assertThat(host.answer(draft.spec(), "{}"))
        .contains("\"errorType\":\"Extension.LaunchError\"", "11 extensions");
  }

  @Test
  void requests_are_refused_as_by_aws() {
    host = new Host(directory);
    FunctionSpec function =
        host.bash(
            CALL.replace("#!/bin/bash\n", "")
                + """
                said=
                say() { said+="$body"; }
                register inner '"SHUTDOWN"'; say
                register inner '"SLEEP"'; say
                register '' ''; say
                extension POST register 'x' 'Lambda-Extension-Name: inner\\r\\n'; say
                extension GET event/next '' ''; say
                extension GET event/next '' 'Lambda-Extension-Identifier: 1\\r\\n'; say
                extension POST nothing '' ''; say
                request PUT /2020-08-15/logs '{}'; say
                request PUT /2022-07-01/telemetry '{}'; say
                register inner '"INVOKE"'; say
                request PUT /2022-07-01/telemetry '{}' "$id"; say
                inner=$id
                ( while extension GET event/next '' "$id"; do echo "told $body"; done ) &
                while true; do
                  call GET invocation/next ''
                  of=$(header Lambda-Runtime-Aws-Request-Id)
                  register late '"INVOKE"'; say
                  request PUT /2022-07-01/telemetry '{}' "$inner"; say
                  call POST "invocation/$of/response" "$said"
                done
                """);
    assertThat(host.answer(function, "{}"))
        .containsSubsequence(
            "Extension.InvalidEventType",
            "Extension.InvalidEventType",
            "Extension.InvalidExtensionName",
            "InvalidRequestFormat",
            "Extension.MissingExtensionIdentifier",
            "Extension.UnknownExtensionIdentifier",
            "404",
            "Logs.NotSupported",
            "Extension.MissingExtensionIdentifier",
            "\"functionName\":\"f\"",
            "ValidationError",
            "Extension.RegistrationClosed",
            "Telemetry.SubscriptionClosed");
    assertThat(told("told")).singleElement().matches(line -> line.contains("INVOKE"));
  }
}
