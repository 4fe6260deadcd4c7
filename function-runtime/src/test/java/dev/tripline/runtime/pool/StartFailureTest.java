package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.JavaSources;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.World;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a caller learns of a worker that does not come up: the cause, and the tail of the log.
class StartFailureTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, with settings of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private static String tail(InvocationResult result) {
    return new String(Objects.requireNonNull(result.logTail()), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void tail_holds_both_starts_of_a_module_that_does_not_load(World world) {
    host = new Host(directory, world);
    FunctionSpec broken = host.python("print('before the import', flush=True)\nimport absent\n");
    InvocationRequest request = Host.request("1", true);
    InvocationResult result = host.run(broken, request);
    assertThat(Host.text(result.outcome())).contains("Runtime.ImportModuleError");
    String id = request.requestId();
    assertThat(tail(result))
        .matches(
            "(?s)before the import\n.*No module named 'absent'.*"
                + "INIT_REPORT Init Duration: [0-9.]+ ms\tPhase: init\tStatus: error\tError Type:"
                + " Runtime.ImportModuleError\n"
                + "before the import\n.*No module named 'absent'.*"
                + "INIT_REPORT Init Duration: [0-9.]+ ms\tPhase: invoke\tStatus: error\tError Type:"
                + " Runtime.ImportModuleError\n"
                + "START RequestId: %1$s Version: .LATEST\nEND RequestId: %1$s\nREPORT RequestId: %1$s\t.*Status: error\t.*\n"
                    .formatted(id));
  }

  @Test
  void tail_holds_the_last_words_of_a_process_that_exits_while_starting() {
    host = new Host(directory);
    InvocationResult result = host.run(host.shell("echo last words; exit 3\n"), "1", true);
    assertThat(tail(result))
        .contains("last words\nINIT_REPORT", "Error Type: Runtime.ExitError\nSTART RequestId: ");
  }

  @Test
  void tail_tells_of_a_start_that_never_ends() {
    host =
        new Host(
            directory,
            settings ->
                Host.withLimits(
                    settings, new RuntimeSettings.Limits(Duration.ofSeconds(3), 6_291_556, 1024)));
    FunctionSpec stuck =
        host.draft("provided.al2023", "x")
            .file("bootstrap", "#!/bin/sh\necho stuck; sleep 60\n")
            .timeout(Duration.ofSeconds(3))
            .spec();
    assertThat(tail(host.run(stuck, "1", true)))
        .contains("stuck\nINIT_REPORT", "Phase: init\tStatus: timeout\n", "\tStatus: timeout\t");
  }

  @Test
  void tail_tells_of_a_package_without_a_bootstrap() {
    host = new Host(directory);
    FunctionSpec empty = host.draft("provided.al2023", "x").file("readme", "").spec();
    assertThat(tail(host.run(empty, "1", true)))
        .contains("Status: error\tError Type: Runtime.InvalidEntrypoint\n", "REPORT RequestId: ");
  }

  @Test
  void cause_of_a_class_that_does_not_load_is_answered() {
    host = new Host(directory);
    FunctionSpec failing =
        JavaSources.function(
            host,
            "java25",
            "static final int PORT = read(); static int read() { throw new"
                + " IllegalStateException(\"no configuration\", new java.io.IOException(\"disk is"
                + " gone\")); } public String handle(String event) { return null; }");
    InvocationResult result = host.run(failing, "\"x\"", true);
    assertThat(Host.text(result.outcome()))
        .contains(
            "\"errorType\":\"java.lang.ExceptionInInitializerError\"",
            "Caused by: java.lang.IllegalStateException: no configuration",
            "Caused by: java.io.IOException: disk is gone",
            "\"Fn.read(Fn.java:1)\"");
    assertThat(tail(result)).contains("Caused by: java.io.IOException: disk is gone");
  }
}
