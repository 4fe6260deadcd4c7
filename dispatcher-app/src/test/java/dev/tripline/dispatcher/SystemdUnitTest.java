package dev.tripline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The starts that the product brings along: demo, image, unit and Debian package.
class SystemdUnitTest {
  private static final Path UNIT = Path.of("../docs/tripline.service");

  @TempDir Path directory;

  @Test
  void unit_is_found_sound_by_systemd() throws Exception {
    boolean there =
        Stream.of("/usr/bin/systemd-analyze", "/bin/systemd-analyze")
            .anyMatch(program -> Files.isExecutable(Path.of(program)));
    if (!there) {
      System.out.println("docs/tripline.service is not verified: there is no systemd-analyze");
      Assumptions.abort("there is no systemd-analyze");
    }
    // It looks for the programs that the unit starts.
    Path copy = directory.resolve("tripline.service");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(copy, Files.readString(UNIT).replace("=/usr/bin/java ", "=" + java + " "));
    Ended verify = run("systemd-analyze", "verify", "--man=no", copy.toString());
    assertThat(verify.said().lines().filter(line -> line.contains("tripline.service"))).isEmpty();
    assertThat(verify.status()).as(verify.said()).isZero();
  }

  /// Without it the dispatcher makes no control groups for its workers.
  @Test
  void unit_delegates_its_control_group() throws IOException {
    assertThat(Files.readAllLines(UNIT)).contains("Delegate=yes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../bin/demo",
        "../Dockerfile",
        "../docs/tripline.service",
        "../docs/guide/production.md",
        "../packaging/tripline-dispatcher"
      })
  void each_start_ends_without_memory_and_has_a_utf_8_locale(String file) throws IOException {
    String text = Files.readString(Path.of(file));
    for (String part : List.of("-XX:+ExitOnOutOfMemoryError", "LC_ALL=C.UTF-8")) {
      assertThat(text).contains(part);
    }
  }

  /// With an empty jar, which is not started: `packaging/test JAR` starts it, too.
  @Test
  void package_installs_upgrades_and_leaves_nothing_when_it_is_purged() throws Exception {
    Ended tried = run("../packaging/test", "--no-start");
    if (tried.said().contains("is not tried")) {
      System.out.print(tried.said());
      Assumptions.abort(tried.said());
    }
    assertThat(tried.status()).as(tried.said()).isZero();
  }

  private record Ended(int status, String said) {}

  private static Ended run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }
}
