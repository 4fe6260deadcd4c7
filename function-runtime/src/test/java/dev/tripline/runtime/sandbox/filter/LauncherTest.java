package dev.tripline.runtime.sandbox.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The program itself, on this machine's kernel and without a sandbox around it.
class LauncherTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // before each test
  private Path launcher;

  @BeforeEach
  void install() throws IOException {
    launcher = install(Landlock.here().orElse(null));
  }

  private Path install(@Nullable Landlock landlock) throws IOException {
    Optional<byte[]> program = Launcher.here(landlock);
    assumeTrue(program.isPresent(), "this processor is not known");
    Path file = Files.write(directory.resolve("launcher"), program.get());
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void command_runs_with_its_arguments_and_variables() throws Exception {
    assertThat(run(List.of("/bin/sh", "-c", "echo \"$1 $VARIABLE\"; exit 3", "x", "two words")))
        .isEqualTo(new Ended(3, "two words and more"));
  }

  @Test
  void rights_are_gone_for_ever() throws Exception {
    assertThat(run(shell("grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status")).said())
        .isEqualTo("NoNewPrivs:\t1\nSeccomp:\t2");
    assertThat(run(shell("unshare --user true")).said()).contains("Operation not permitted");
  }

  @Test
  void file_without_a_format_is_given_to_the_shell() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "echo from $0\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(run(List.of(script.toString()))).isEqualTo(new Ended(0, "from " + script));
    Ended absent = run(List.of("/absent/command"));
    assertThat(absent.status()).isIn(2, 127);
    assertThat(absent.said()).contains("/absent/command");
  }

  @Test
  void without_landlock_the_filter_is_set() throws Exception {
    launcher = install(null);
    assertThat(run(shell("grep ^Seccomp: /proc/self/status")).said()).isEqualTo("Seccomp:\t2");
  }

  /// No file can be opened, so no rule can be made.
  @Test
  void command_does_not_run_if_a_step_fails() throws Exception {
    assumeTrue(Landlock.here().isPresent(), "this kernel has no Landlock");
    String line = "ulimit -n 3; exec " + launcher + " /bin/echo ran";
    assertThat(ended(List.of("/bin/sh", "-c", line)))
        .isEqualTo(new Ended(Launcher.FAILED, "the rights of a function could not be given up"));
  }

  @Test
  void writing_is_possible_below_writable_directories_and_to_devices_alone() throws Exception {
    assumeTrue(Landlock.here().isPresent(), "this kernel has no Landlock");
    Path target = Path.of("").toAbsolutePath().resolve("target");
    // A working copy below /tmp is writable to it.
    Path closed = target.startsWith("/tmp") ? Path.of("/var/tmp") : target;
    Path outside = Files.createTempDirectory(closed, "out");
    Path file = Files.writeString(outside.resolve("file"), "as it was");
    String tries =
        """
        cd /
        echo x >$0/new; echo x >$0/file; rm $0/file; mkdir $0/directory; ln -s x $0/link
        mv $0/file $0/moved; echo x >/proc/self/comm
        """;
    try {
      assertThat(
              run(List.of("/bin/sh", "-c", "(" + tries + ") 2>/dev/null", outside + "")).status())
          .isNotZero();
      assertThat(file).hasContent("as it was");
      try (var left = Files.list(outside)) {
        assertThat(left).containsExactly(file);
      }
    } finally {
      Files.delete(file);
      Files.delete(outside);
    }
    Path own = Files.createTempDirectory(Path.of("/tmp"), "own");
    try {
      String uses =
          "echo x >/dev/null && mkdir $0/a && echo x >$0/f && mv $0/f $0/a/g && rm -r $0/a && echo"
              + " ok";
      assertThat(run(List.of("/bin/sh", "-c", uses, own.toString())).said()).isEqualTo("ok");
    } finally {
      Files.deleteIfExists(own);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // version, bytes of the attributes, rights about files
    "2, 8, 16383",
    "3, 8, 32767",
    "4, 16, 32767",
    "5, 16, 65535",
    "6, 24, 65535",
    "7, 24, 65535",
  })
  void a_kernel_is_asked_only_for_what_it_knows(int abi, int size, long rights) {
    Landlock landlock = new Landlock(abi);
    ByteBuffer attributes = ByteBuffer.wrap(landlock.attributes()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(attributes.remaining()).isEqualTo(size);
    assertThat(attributes.getLong()).isEqualTo(rights);
    assertThat(landlock.rules()).allMatch(rule -> (rule.access() & ~rights) == 0);
    assertThat(landlock.hasScopes()).isEqualTo(size == 24);
  }

  /// A program is one segment, as long as the file.
  @ParameterizedTest
  @EnumSource
  void file_is_an_executable_of_the_processor(Processor processor) {
    ByteBuffer file =
        ByteBuffer.wrap(Launcher.of(processor, new Landlock(7))).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(file.getInt(0)).isEqualTo(0x464c457f);
    assertThat(file.getShort(18)).isEqualTo((short) processor.machine);
    assertThat(file.getLong(64 + 32)).isEqualTo(file.limit());
    long entry = file.getLong(24) - 0x400000;
    assertThat(entry).isBetween(176L, (long) file.limit());
    assertThat(entry % 16).isZero();
  }

  private record Ended(int status, String said) {}

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  private Ended run(List<String> command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(launcher.toString()));
    line.addAll(command);
    return ended(line);
  }

  private static Ended ended(List<String> line) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("VARIABLE", "and more");
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), said.strip());
  }
}
