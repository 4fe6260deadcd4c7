package dev.tripline.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.Patience;
import dev.tripline.runtime.World;
import dev.tripline.runtime.sandbox.UtilLinuxSandbox;
import dev.tripline.runtime.sandbox.filter.Landlock;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A function that tries everything, in every world: in a sandbox all of it fails, and without one what
/// can be kept from it is.
class HostileFunctionTest {
  private static final List<String> REFUSED_CALLS =
      List.of(
          "ptrace",
          "keyctl",
          "bpf",
          "userfaultfd",
          "io_uring_setup",
          "perf_event_open",
          "mount",
          "open_by_handle_at",
          "memfd_secret",
          "shmget",
          "user namespace",
          "network namespace");

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, in a world of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void function_in_python_gets_nowhere(World world) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "x");
    host = new Host(directory, world);
    FunctionSpec hostile = hostile();
    long dispatcher = ProcessHandle.current().pid();
    JsonNode found;
    try (AbstractSocket socket = AbstractSocket.listen()) {
      found =
          answer(
              hostile,
              "{\"secret\": \"%s\", \"dispatcher\": %d, \"abstract\": \"%s\", \"fill\": %s}"
                  .formatted(secret, dispatcher, socket.name(), host.isSandboxed()));
    }
    assertThat(found.path("privileges").asString()).isEqualTo("1");
    assertThat(found.path("packet socket").asString()).isNotEqualTo("done");
    assertThat(found.path("terminal input").asString()).isNotEqualTo("done");
    if (!host.isSandboxed()) {
      return;
    }
    found.properties().stream()
        .filter(entry -> entry.getKey().startsWith("read ") || entry.getKey().startsWith("write "))
        .forEach(entry ->
            assertThat(entry.getValue().asString()).as(entry.getKey()).isNotEqualTo("done"));
    assertThat(found.path("own code").asString()).isNotEqualTo("done");
    assertThat(found.path("dispatcher").asString()).isEqualTo("ESRCH");
    assertThat(found.path("fill /tmp").asString()).isEqualTo("ENOSPC");
    assertThat(found.path("fill /dev/shm").asString()).isEqualTo("ENOSPC");
    assertThat(found.path("vsock").asString()).isEqualTo("EAFNOSUPPORT");
    REFUSED_CALLS.forEach(
        call -> assertThat(found.path(call).asString("EPERM")).as(call).isEqualTo("EPERM"));
    found.properties().stream()
        .filter(entry -> entry.getKey().startsWith("own ") && !entry.getKey().equals("own code"))
        .forEach(
            entry -> assertThat(entry.getValue().asString()).as(entry.getKey()).isEqualTo("done"));
    if (Landlock.here().isPresent()) {
      found.properties().stream()
          .filter(entry -> entry.getKey().startsWith("change "))
          .forEach(entry ->
              assertThat(entry.getValue().asString()).as(entry.getKey()).isEqualTo("EACCES"));
    }
    if (Landlock.here().filter(Landlock::hasScopes).isPresent()) {
      assertThat(found.path("abstract socket").asString()).isEqualTo("EPERM");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void function_in_c_gets_nowhere(World world) throws IOException, InterruptedException {
    host = new Host(directory, world);
    Host.Draft draft = host.draft("provided.al2023", "x");
    compile("bootstrap.c", draft.root().resolve("bootstrap"), List.of());
    JsonNode found = answer(draft.spec(), "{}");
    Set<String> done =
        found.properties().stream()
            .filter(entry -> entry.getValue().asString().equals("done"))
            .map(java.util.Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    if (host.isSandboxed()) {
      assertThat(found.path("clone3").asString()).isEqualTo("ENOSYS");
      assertThat(done).isEmpty();
    } else {
      assertThat(found.path("raise").asString()).isEqualTo("EPERM");
      assertThat(found.path("mount").asString()).isNotEqualTo("done");
    }
  }

  /// Of all programs that start a worker only the function's own may load what its variables name.
  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void variables_run_no_code_in_the_programs_that_start_a_worker(World world)
      throws IOException, InterruptedException {
    Path traces = Files.createDirectory(directory.resolve("traces"));
    host = new Host(directory, world);
    Host.Draft draft = host.draft("python3.12", "index.handler");
    compile("evil.c", draft.root().resolve("evil.so"), List.of("-shared", "-fPIC"));
    Path script = traces.resolve("shell");
    FunctionSpec preloading =
        draft
            .file("index.py", "def handler(event, context):\n    return 1\n")
            .file("evil.sh", "echo >" + script + "\n")
            .environment("TRACES", traces.toString())
            .environment("LD_PRELOAD", "/var/task/evil.so")
            .environment("LD_AUDIT", "/var/task/evil.so")
            .environment("BASH_ENV", "/var/task/evil.sh")
            .environment("ENV", "/var/task/evil.sh")
            .environment("SHELLOPTS", "xtrace")
            .environment("PS4", "$(echo >" + script + ")")
            .environment("JAVA_TOOL_OPTIONS", "-version")
            .environment("NODE_OPTIONS", "--require /var/task/evil.js")
            .spec();
    assertThat(host.answer(preloading, "{}")).isEqualTo("1");
    try (Stream<Path> left = Files.list(traces)) {
      Set<String> programs =
          left.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
      if (host.isSandboxed()) {
        assertThat(programs).isEmpty();
      } else {
        assertThat(programs)
            .isNotEmpty()
            .doesNotContain("setsid", "sh", "dash", "bash", "setpriv", "bwrap", "unshare", "shell");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void function_takes_no_event_of_another_nor_a_second_of_its_own(World world) {
    host = new Host(directory, world);
    FunctionSpec victim =
        host.python(
            """
            import os
            def handler(event, context):
                return os.environ["AWS_LAMBDA_RUNTIME_API"]
            """);
    String address = host.answer(victim, "{}");
    FunctionSpec hostile = hostile();
    JsonNode others = answer(hostile, "{\"next\": " + address + "}");
    assertThat(others.path("ipv4").asString()).isIn("", "ECONNRESET", "ECONNREFUSED", "EPIPE");
    assertThat(others.path("ipv6").asString()).isIn("", "ECONNRESET", "ECONNREFUSED", "EPIPE");
    FunctionSpec own =
        host.draft("python3.12", "index.handler")
            .file("hostile.py", resource("index.py"))
            .file(
                "index.py",
                """
                import os, hostile
                def handler(event, context):
                    return hostile.handler({"next": os.environ["AWS_LAMBDA_RUNTIME_API"]}, context)
                """)
            .spec();
    JsonNode second = answer(own, "{}");
    assertThat(second.path("ipv4").asString()).startsWith("HTTP/1.1 403 ");
    assertThat(second.path("ipv6").asString()).startsWith("HTTP/1.1 403 ");
    assertThat(host.answer(victim, "{}")).isEqualTo(address);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void memory_in_files_that_nobody_maps_counts(World world) {
    host = new Host(directory, world);
    FunctionSpec hoarding =
        host.python(
            """
            import os, time
            def handler(event, context):
                files = []
                for _ in range(4):
                    file = os.memfd_create("x")
                    for _ in range(100):
                        os.write(file, b"x" * (1 << 20))
                    files.append(file)
                time.sleep(60)
            """);
    assertThat(host.run(hoarding, "{}").outcome()).isInstanceOf(Outcome.Crashed.class);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void endless_empty_files_and_processes_end_the_worker(World world) {
    host = new Host(directory, world);
    FunctionSpec littering =
        host.python(
            """
            import os, tempfile, time
            def handler(event, context):
                try:
                    for number in range(250000):
                        os.close(os.open("%s/%d" % (tempfile.gettempdir(), number), os.O_CREAT))
                except OSError as error:
                    return error.strerror
                time.sleep(60)
            """);
    Outcome littered = host.run(littering, "{}").outcome();
    assertThat(littered instanceof Outcome.Crashed || Host.text(littered).contains("No space"))
        .isTrue();
    FunctionSpec forking =
        host.python(
            """
            import os, time
            def handler(event, context):
                for _ in range(1500):
                    if os.fork() == 0:
                        time.sleep(60)
                        os._exit(0)
                time.sleep(60)
            """);
    Outcome forked = host.run(forking, "{}").outcome();
    // A control group refuses one process too many, and the function fails.
    assertThat(
            forked instanceof Outcome.Crashed
                || Host.text(forked).contains("Resource temporarily unavailable"))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void storm_of_forks_ends_at_the_sandboxs_own_number_of_processes(World world) throws IOException {
    assumeTrue(
        Files.readAllLines(Path.of("/proc/mounts")).stream()
            .noneMatch(mount -> mount.matches("\\S+ /proc(/sys)? \\S+ ro[, ].*")),
        "/proc/sys is read-only here");
    String release = System.getProperty("os.version");
    host = new Host(directory, world);
    FunctionSpec storming =
        host.python(
            """
            import os
            def handler(event, context):
                if event == "look":
                    with open("/proc/sys/kernel/pid_max") as file:
                        return int(file.read())
                while True:
                    try:
                        os.fork()
                    except OSError:
                        pass
            """);
    boolean ownNumbers = world == World.UTIL_LINUX || world == World.USER_NAMESPACE;
    assumeTrue(
        ownNumbers && UtilLinuxSandbox.givesNamespacesTheirOwnLastProcess(release),
        world + " on Linux " + release + " bounds processes by control groups alone");
    assertThat(host.answer(storming, "\"look\"")).isEqualTo("1324");
    assertThat(host.run(storming, "\"storm\"").outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThat(host.answer(storming, "\"look\"")).isEqualTo("1324");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void nothing_is_left_of_a_worker(World world) throws IOException {
    host = new Host(directory, world);
    FunctionSpec clinging =
        host.python(
            """
            import os, subprocess, tempfile
            def handler(event, context):
                at = tempfile.gettempdir()
                os.makedirs(at + "/locked/inner")
                os.chmod(at + "/locked/inner", 0)
                os.chmod(at + "/locked", 0)
                os.mkdir(at + "/deep")
                os.chdir(at + "/deep")
                for _ in range(1200):
                    os.mkdir("abcde")
                    os.chdir("abcde")
                subprocess.run(["/bin/sh", "-c", "(setsid sleep 4711 &) ; exit 0"])
                return 1
            """);
    assertThat(host.answer(clinging, "{}")).isEqualTo("1");
    host.runtime.retire(clinging.key());
    Patience.await(
        "the end of everything that the worker started", () -> !isRunning("sleep 4711 "));
    host.close();
    Path places = directory.resolve("data/tmp");
    try (Stream<Path> left = Files.list(places)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void others_cannot_look_into_a_workers_tmp(World world) throws IOException {
    host = new Host(directory, world);
    assertThat(host.answer(host.python("def handler(event, context):\n    return 1\n"), "{}"))
        .isEqualTo("1");
    try (Stream<Path> places = Files.list(directory.resolve("data/tmp"))) {
      places.forEach(
          place -> assertThat(permissions(place)).as(place.toString()).isEqualTo("rwx------"));
    }
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRunning(String command) {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc/" + process.pid() + "/cmdline"))
        .anyMatch(file -> {
          try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .equals(command);
          } catch (IOException _) {
            return false; // it has ended
          }
        });
  }

  private FunctionSpec hostile() {
    return host.python(resource("index.py"));
  }

  private JsonNode answer(FunctionSpec spec, String payload) {
    return JsonMapper.shared().readTree(host.answer(spec, payload));
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(HostileFunctionTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(String source, Path target, List<String> options)
      throws IOException, InterruptedException {
    Path gcc = Path.of("/usr/bin/gcc");
    assumeTrue(Files.isExecutable(gcc), "gcc is not here");
    Files.createDirectories(target.getParent());
    Path file = Files.writeString(directory.resolve(source), resource(source));
    List<String> line = new java.util.ArrayList<>(List.of(gcc.toString(), "-O1"));
    line.addAll(options);
    line.addAll(List.of("-o", target.toString(), file.toString()));
    Process compiler = new ProcessBuilder(line).inheritIO().start();
    assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(compiler.exitValue()).isZero();
  }
}
