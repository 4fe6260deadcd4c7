package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same world in every sandbox; without one, that of the host.
class SandboxTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, in a world of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void only_tmp_and_shared_memory_can_be_written(World world) {
    host = new Host(directory, world);
    FunctionSpec writing =
        host.python(
            """
            import os
            def attempt(path):
                try:
                    with open(path + "/probe-of-tripline", "w"):
                        pass
                    os.remove(path + "/probe-of-tripline")
                    return True
                except OSError:
                    return False
            def handler(event, context):
                return [path for path in event if attempt(path)]
            """);
    String places =
        "[\"/\",\"/dev\",\"/dev/shm\",\"/etc\",\"/opt\",\"/proc/sys/kernel\",\"/tmp\",\"/usr\",\"/var\",\"/var/task\"]";
    if (host.isSandboxed()) {
      assertThat(host.answer(writing, places)).isEqualTo("[\"/dev/shm\", \"/tmp\"]");
    } else {
      assertThat(host.answer(writing, places)).contains("\"/tmp\"");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void function_starts_without_privileges_and_cannot_gain_any(World world) {
    host = new Host(directory, world);
    FunctionSpec asking =
        host.python(
            """
            def handler(event, context):
                with open("/proc/self/status") as status:
                    lines = dict(line.split(":\\t", 1) for line in status if ":\\t" in line)
                return [lines[name].strip() for name in event]
            """);
    String rights =
        host.answer(asking, "[\"CapPrm\",\"CapEff\",\"CapInh\",\"CapAmb\",\"NoNewPrivs\"]");
    String none = "\"0000000000000000\"";
    if (host.isSandboxed()) {
      assertThat(rights).isEqualTo("[%1$s, %1$s, %1$s, %1$s, \"1\"]".formatted(none));
    } else {
      assertThat(rights).endsWith("\"1\"]");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void function_sees_its_own_processes_and_not_the_hosts_files(World world) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "x");
    host = new Host(directory, world);
    FunctionSpec looking =
        host.python(
            """
            import os
            def handler(event, context):
                pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
                try:
                    with open("/etc/shadow") as file:
                        shadow = file.read()
                except OSError:
                    shadow = ""
                return [len(pids) < 5, os.path.exists(event), shadow != "", os.getuid()]
            """);
    String uid = String.valueOf(Files.getAttribute(secret, "unix:uid"));
    String seen = host.answer(looking, '"' + secret.toString() + '"');
    if (host.isSandboxed()) {
      assertThat(seen).isEqualTo("[true, false, false, " + uid + "]");
    } else {
      assertThat(seen).startsWith("[false, true, ").endsWith(", " + uid + "]");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void variables_arrive_as_they_are_and_no_others(World world) {
    host = new Host(directory, world);
    FunctionSpec telling =
        host.draft("provided.al2023", "x")
            .file(
                "bootstrap",
                """
                #!/usr/bin/env python3
                import os
                print(sorted(os.environ.items()), flush=True)
                """)
            .environment("QUOTES", "it's \"$HOME\" `x` \\ # ;")
            .environment("LINES", "a\nb\n")
            .environment("EMPTY", "")
            .environment("OPTIND", "not a number")
            .environment("UID", "5")
            .spec();
    host.run(telling, "{}");
    assertThat(host.log.getFirst())
        .contains(
            "('QUOTES', 'it\\'s \"$HOME\" `x` \\\\ # ;')",
            "('LINES', 'a\\nb\\n')",
            "('EMPTY', '')",
            "('OPTIND', 'not a number')",
            "('UID', '5')",
            "('_HANDLER', 'x')")
        .doesNotContain("OLDPWD", "JAVA_HOME", "PROBE");
  }

  /// The dynamic linker of every program that starts with these variables leaves a file.
  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void variables_of_the_function_do_not_act_on_the_setup_outside_of_its_sandbox(World world)
      throws IOException {
    Path traces = Files.createDirectory(directory.resolve("traces"));
    host = new Host(directory, world);
    FunctionSpec traced =
        host.draft("python3.12", "index.handler")
            .file("index.py", "def handler(event, context):\n    return 1\n")
            .environment("LD_DEBUG", "statistics")
            .environment("LD_DEBUG_OUTPUT", traces + "/trace")
            .spec();
    assertThat(host.answer(traced, "{}")).isEqualTo("1");
    try (Stream<Path> files = Files.list(traces)) {
      assertThat(files.findAny().isPresent()).isEqualTo(!host.isSandboxed());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void signal_to_a_functions_own_group_and_orphans_leave_the_worker_alone(World world) {
    host = new Host(directory, world);
    FunctionSpec careless =
        host.python(
            """
            import os, signal, subprocess
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)
            def handler(event, context):
                os.killpg(0, signal.SIGUSR1)
                subprocess.run(["/bin/sh", "-c", "sleep 0.01 & exit 0"])
                return os.getpid()
            """);
    assertThat(host.answer(careless, "{}")).isEqualTo(host.answer(careless, "{}"));
  }
}
