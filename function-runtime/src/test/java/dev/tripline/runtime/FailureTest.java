package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every ending the function did not word itself, in AWS's words, with and without a sandbox.
class FailureTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, with settings of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private void start(World world) {
    host = new Host(directory, world);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void timeout_is_told_and_the_worker_replaced(World world) {
    start(world);
    FunctionSpec slow =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import os, tempfile, time
                seen = 0
                def handler(event, context):
                    global seen
                    seen += 1
                    mark = tempfile.gettempdir() + "/mark"
                    before = os.path.exists(mark)
                    open(mark, "w").close()
                    if event:
                        time.sleep(60)
                    return [seen, before]
                """)
            .timeout(Duration.ofSeconds(1))
            .spec();
    InvocationRequest request = Host.request("true", true);
    InvocationResult result = host.run(slow, request);
    assertThat(result.outcome()).isInstanceOf(Outcome.TimedOut.class);
    assertThat(Host.text(result.outcome()))
        .isEqualTo(
            "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: "
                + request.requestId()
                + " Error: Task timed out after 1.00 seconds\"}");
    // A /tmp in memory ends with its worker, a directory of the host is kept.
    assertThat(host.answer(slow, "false"))
        .isEqualTo(host.isSandboxed() ? "[1, false]" : "[1, true]");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void exits_are_told_with_status_or_signal(World world) {
    start(world);
    FunctionSpec exiting =
        host.python(
            """
            import os, sys, signal
            def handler(event, context):
                if event == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                if event == "segv":
                    os.kill(os.getpid(), signal.SIGSEGV)
                sys.exit(event)
            """);
    expectExit(exiting, "0", "Runtime exited without providing a reason");
    expectExit(exiting, "1", "Runtime exited with error: exit status 1");
    expectExit(exiting, "\"kill\"", "Runtime exited with error: signal: killed");
    expectExit(
        exiting, "\"segv\"", "Runtime exited with error: signal: segmentation fault (core dumped)");
  }

  private void expectExit(FunctionSpec spec, String event, String reason) {
    InvocationRequest request = Host.request(event, false);
    Outcome outcome = host.run(spec, request).outcome();
    assertThat(outcome).isInstanceOf(Outcome.Crashed.class);
    assertThat(Host.text(outcome))
        .isEqualTo(
            "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: "
                + request.requestId()
                + " Error: "
                + reason
                + "\"}");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void exit_while_starting_is_tried_twice_and_told(World world) {
    start(world);
    FunctionSpec dead = host.shell("echo started; exit 3\n");
    expectExit(dead, "{}", "Runtime exited with error: exit status 3");
    assertThat(host.log).containsExactly("started", "started");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void start_that_succeeds_the_second_time_serves_the_invocation(World world) {
    Path shared = directory.resolve("shared");
    host = new Host(directory, world, settings -> settings.withReadable(List.of(shared)));
    FunctionSpec moody =
        host.python(
            """
            import os, sys, time
            if not os.path.exists("MARK"):
                print("tried", flush=True)
                while not os.path.exists("MARK"):
                    time.sleep(0.01)
                sys.exit(1)
            def handler(event, context):
                return "up"
            """
                .replace("MARK", shared + "/tried"));
    try {
      Files.createDirectory(shared);
      Thread marking =
          Thread.ofVirtual()
              .start(() -> {
                Patience.await("the first start", () -> host.log.contains("tried"));
                try {
                  Files.createFile(shared.resolve("tried"));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(host.answer(moody, "{}")).isEqualTo("\"up\"");
      marking.join();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void start_that_never_ends_is_a_timeout() {
    host =
        new Host(
            directory,
            settings ->
                Host.withLimits(
                    settings, new RuntimeSettings.Limits(Duration.ofMillis(300), 6_291_556, 1024)));
    FunctionSpec stuck =
        host.draft("provided.al2023", "x")
            .file("bootstrap", "#!/bin/sh\nsleep 60\n")
            .timeout(Duration.ofSeconds(1))
            .spec();
    assertThat(host.answer(stuck, "{}")).contains("\"Sandbox.Timedout\"", "after 1.00 seconds");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void answer_over_the_limit_is_refused_and_the_worker_lives_on(World world) {
    start(world);
    FunctionSpec large =
        host.python(
            """
            count = 0
            def handler(event, context):
                global count
                count += 1
                return "x" * (event - 2) if event else count
            """);
    assertThat(host.answer(large, "6291557"))
        .isEqualTo(
            "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size"
                + " (6291556 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}");
    assertThat(host.answer(large, "6291556")).hasSize(6291556);
    assertThat(host.answer(large, "0")).isEqualTo("3");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void missing_wrapper_ends_with_status_127(World world) {
    start(world);
    FunctionSpec wrapped =
        host.draft("python3.12", "index.handler")
            .file("index.py", "def handler(event, context):\n    return 1\n")
            .environment("AWS_LAMBDA_EXEC_WRAPPER", "/opt/absent")
            .spec();
    expectExit(wrapped, "{}", "Runtime exited with error: exit status 127");
  }

  @Test
  void event_that_cannot_be_written_ends_its_worker_and_the_next_one_is_run() {
    host = new Host(directory);
    FunctionSpec echo = host.python("def handler(event, context):\n    return event\n");
    assertThat(host.answer(echo, "1")).isEqualTo("1");
    InvocationRequest request = Host.request("2", false);
    Payload broken =
        new Payload() {
          @Override
          public int size() {
            return 1_000_000;
          }

          @Override
          public void writeTo(OutputStream out) throws IOException {
            out.write(new byte[500_000]);
            throw new IllegalStateException("not as large as was said");
          }

          @Override
          public byte[] toByteArray() {
            throw new IllegalStateException("not as large as was said");
          }
        };
    InvocationResult result =
        host.run(
            echo,
            new InvocationRequest(
                request.requestId(), request.function(), broken, 1, false, null, 0));
    assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThat(host.answer(echo, "3")).isEqualTo("3");
  }
}
