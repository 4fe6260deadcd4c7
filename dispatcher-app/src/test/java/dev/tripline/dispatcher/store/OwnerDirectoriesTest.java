package dev.tripline.dispatcher.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The directories that a first start makes.
class OwnerDirectoriesTest {

  @Test
  void nobody_but_the_owner_looks_into_the_data(@TempDir Path directory) throws Exception {
    Path data = directory.resolve("fresh").resolve("data");
    try (GuardedDispatcher _ = GuardedDispatcher.start(data)) {
      for (Path made :
          new Path[] {
            data, data.resolve("blobs"), data.resolve("keys"), data.resolve("packages"),
          }) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
            .as(made.toString())
            .isEqualTo("rwx------");
      }
    }
  }
}
