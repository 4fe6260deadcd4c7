package dev.tripline.runtime.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.JavaSources;
import dev.tripline.runtime.Patience;
import dev.tripline.runtime.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runtimes whose Runtime API is behind the relay of their network, and the processes of one.
class RelayedRuntimeTest {
  private static final WorkerNetwork NETWORK =
      new WorkerNetwork("n", "1", List.of(Ipv4Block.parse("10.20.0.0/16")), false, List.of());

  private static final String PYTHON_ECHO = "def handler(event, context): return event\n";

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init")
  private Host host;

  @BeforeEach
  void start() throws InterruptedException {
    host = new Host(directory);
    String why = host.runtime.whyNoNetworks().orElse("");
    assumeTrue(why.isEmpty(), why);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private void echoes(FunctionSpec function) {
    FunctionSpec inside = function.withNetwork(NETWORK);
    for (String event : List.of("{\"a\":1}", "{\"a\":\"b\"}", "{\"a\":3}")) {
      assertThat(host.answer(inside, event).replace(" ", "")).isEqualTo(event);
    }
    assertThat(host.runtime.starts()).isEqualTo(1);
  }

  @Test
  void python_is_served() {
    echoes(host.python(PYTHON_ECHO));
  }

  @Test
  void node_is_served() {
    assumeTrue(host.runtime.whyUnavailable("nodejs22.x").isEmpty(), "node is not on this host");
    echoes(host.node("exports.handler = async (event) => event;"));
  }

  @Test
  void java_is_served() {
    echoes(
        JavaSources.function(
            host,
            "java25",
            "public java.util.Map<String, Object> handle(java.util.Map<String, Object> event) {"
                + " return event; }"));
  }

  @Test
  void custom_runtime_is_served() {
    echoes(
        host.function(
            "provided.al2023",
            "x",
            "bootstrap",
            """
            #!/usr/bin/python3
            import http.client, os
            api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
            base = "/2018-06-01/runtime/invocation/"
            while True:
                api.request("GET", base + "next")
                event = api.getresponse()
                id, body = event.headers["Lambda-Runtime-Aws-Request-Id"], event.read()
                api.request("POST", base + id + "/response", body)
                api.getresponse().read()
            """));
  }

  @Test
  void large_events_and_answers_pass_and_one_too_large_is_told() {
    FunctionSpec echo = host.python(PYTHON_ECHO).withNetwork(NETWORK);
    String large = "\"" + "x".repeat(5_000_000) + "\"";
    assertThat(host.answer(echo, large)).isEqualTo(large);
    FunctionSpec growing =
        host.python("def handler(event, context): return 'x' * event\n").withNetwork(NETWORK);
    assertThat(host.answer(growing, "7000000")).contains("ResponseSizeTooLarge");
    assertThat(host.answer(growing, "3")).isEqualTo("\"xxx\"");
  }

  @Test
  void second_connection_for_work_is_refused_inside_a_network_too() {
    FunctionSpec greedy =
        host.python(
                """
                import http.client, os
                def handler(event, context):
                    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                    api.request("GET", "/2018-06-01/runtime/invocation/next")
                    return api.getresponse().status
                """)
            .withNetwork(NETWORK);
    assertThat(host.answer(greedy, "{}")).isEqualTo("403");
  }

  @Test
  void processes_of_a_network_end_with_its_worker() {
    FunctionSpec ending =
        host.python("import os\ndef handler(event, context): os._exit(3)\n").withNetwork(NETWORK);
    assertThat(host.answer(ending, "{}")).contains("Runtime.ExitError");
    Patience.await("the end of the network", () -> processes(directory).isEmpty());
    FunctionSpec staying = host.python(PYTHON_ECHO).withNetwork(NETWORK);
    assertThat(host.answer(staying, "1")).isEqualTo("1");
    List<ProcessHandle> two = processes(directory);
    assertThat(two).hasSize(2);
    host.close();
    // Of one that has ended and waits for its new parent to ask, nothing is told either.
    Patience.await(
        "the end of the network", () -> two.stream().allMatch(one -> line(one).isEmpty()));
  }

  /// The relay is gone: nothing reaches the worker any more, which is replaced.
  @Test
  void worker_that_is_cut_off_is_replaced() {
    FunctionSpec echo = host.python(PYTHON_ECHO).withNetwork(NETWORK);
    assertThat(host.answer(echo, "1")).isEqualTo("1");
    processes(directory).forEach(ProcessHandle::destroyForcibly);
    Patience.await("the worker's end", () -> host.runtime.workers() == 0);
    assertThat(host.answer(echo, "2")).isEqualTo("2");
  }

  @Test
  void killed_dispatcher_leaves_no_network_behind() throws IOException, InterruptedException {
    Path other = Files.createDirectories(directory.resolve("killed"));
    Process victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                other.toString())
            .redirectErrorStream(true)
            .start();
    List<ProcessHandle> two;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.equals("1")) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo("1");
      two = processes(other);
      assertThat(two).hasSize(2);
    } finally {
      victim.destroyForcibly().waitFor();
    }
    // Of one that has ended and waits for its new parent to ask, nothing is told either.
    Patience.await(
        "the end of the network", () -> two.stream().allMatch(one -> line(one).isEmpty()));
  }

  /// The dispatcher that is killed.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) {
      Host host = new Host(Path.of(arguments[0]));
      FunctionSpec echo = host.python(PYTHON_ECHO).withNetwork(NETWORK);
      IO.println(host.answer(echo, "1"));
      host.answer(host.python("import time\ndef handler(event, context): time.sleep(1000)\n"), "1");
    }
  }

  @Test
  void without_a_sandbox_there_is_no_network() throws InterruptedException {
    try (Host plain = new Host(directory.resolve("plain"), World.PLAIN)) {
      assertThat(plain.runtime.whyNoNetworks())
          .hasValueSatisfying(why -> assertThat(why).contains("tripline.workers.sandbox"));
      FunctionSpec echo = plain.python(PYTHON_ECHO).withNetwork(NETWORK);
      assertThat(plain.answer(echo, "1")).contains("without a sandbox");
    }
  }

  /// The relays below a directory, and the processes that carry their traffic.
  private static List<ProcessHandle> processes(Path directory) {
    List<ProcessHandle> relays =
        ProcessHandle.allProcesses()
            .filter(process -> line(process).contains("relay.pl"))
            .filter(process -> line(process).contains(directory.toString()))
            .toList();
    Stream<ProcessHandle> uplinks =
        ProcessHandle.allProcesses()
            .filter(process -> line(process).contains("slirp4netns"))
            .filter(process ->
                relays.stream()
                    .anyMatch(relay -> line(process).contains(" " + relay.pid() + " tap0")));
    return Stream.concat(relays.stream(), uplinks).toList();
  }

  private static String line(ProcessHandle process) {
    try {
      return Files.readString(
              Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException _) {
      return ""; // ended meanwhile
    }
  }
}
