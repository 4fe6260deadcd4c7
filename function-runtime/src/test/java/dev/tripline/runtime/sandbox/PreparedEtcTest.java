package dev.tripline.runtime.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedEtcTest {
  @TempDir Path directory;

  @Test
  void has_accounts_and_what_the_host_shows_everybody() throws IOException {
    Path etc = PreparedEtc.in(directory);
    assertThat(etc.resolve("passwd")).content().startsWith("root:x:0:0:").contains("nobody:");
    assertThat(Files.exists(etc.resolve("os-release"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(etc.resolve("hosts")).isEmptyFile();
    assertThat(etc.resolve("shadow")).doesNotExist();
  }

  @Test
  void stays_while_the_host_is_as_it_was() throws IOException {
    Path mark = Files.createFile(PreparedEtc.in(directory).resolve("mark"));
    PreparedEtc.in(directory);
    assertThat(mark).exists();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("etc", "etc.state");
    }
  }

  @Test
  void is_made_anew_for_another_host() throws IOException {
    Path mark = Files.createFile(PreparedEtc.in(directory).resolve("mark"));
    Path note = directory.resolve("etc.state");
    Files.writeString(
        note, Files.readString(note).replaceFirst("/etc/hosts [0-9]+", "/etc/hosts 1"));
    PreparedEtc.in(directory);
    assertThat(mark).doesNotExist();
    Path second = Files.createFile(directory.resolve("etc").resolve("mark"));
    Files.delete(note);
    PreparedEtc.in(directory);
    assertThat(second).doesNotExist();
  }
}
