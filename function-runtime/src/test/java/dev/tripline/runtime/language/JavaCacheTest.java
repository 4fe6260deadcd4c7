package dev.tripline.runtime.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCacheTest {
  private static final Path SEEN = Path.of("/var/runtime");

  @TempDir Path directory;

  @Test
  void cache_of_earlier_jars_is_not_used_and_goes_with_the_next_one() throws IOException {
    Path written = Files.writeString(directory.resolve("written"), "a cache");
    new JavaLanguage(directory);
    Path worker = directory.resolve("java/tripline-java-worker.jar");
    Files.setLastModifiedTime(worker, FileTime.fromMillis(1_000_000_000_000L));
    JavaLanguage before = new JavaLanguage(directory);
    before.install("java25", SEEN, written);
    assertThat(before.lacksCache("java25", SEEN)).isFalse();
    assertThat(new JavaLanguage(directory).lacksCache("java25", SEEN)).isFalse();

    Files.delete(worker); // an upgrade puts another one there
    JavaLanguage after = new JavaLanguage(directory);
    assertThat(after.lacksCache("java25", SEEN)).isTrue();
    after.install("java25", SEEN, written);
    assertThat(after.lacksCache("java25", SEEN)).isFalse();
    try (Stream<Path> caches = Files.list(directory.resolve("java/cache"))) {
      assertThat(caches).hasSize(1);
    }
  }
}
