package dev.tripline.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directories of workers, of one dispatcher after the other.
class TemporariesTest {
  @TempDir Path directory;

  /// In a container each dispatcher has the number 1.
  @Test
  void what_a_killed_dispatcher_of_the_same_number_left_is_in_nobodys_way() throws IOException {
    long self = ProcessHandle.current().pid();
    Files.createDirectories(directory.resolve(self + "-64a9d48c/net/5"));
    Files.createDirectories(directory.resolve(self + "-1000-1/net/5"));
    Temporaries first = new Temporaries(directory);
    Path worker = first.create();
    Temporaries second = new Temporaries(directory);
    assertThat(directory.resolve(self + "-64a9d48c")).doesNotExist();
    assertThat(directory.resolve(self + "-1000-1")).doesNotExist();
    assertThat(worker).isDirectory();
    assertThat(second.reserve("net")).isNotEqualTo(first.reserve("net")).doesNotExist();
    first.removeAll();
    second.removeAll();
    assertThat(directory).isEmptyDirectory();
  }
}
