package dev.tripline.runtime.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartPlacesTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test
  private Path code;

  @BeforeEach
  void write() throws IOException {
    code = Files.createDirectories(directory.resolve("code"));
    file("a/B.class", "class");
    file("lib/c.jar", "a library");
    file("lib/deep/d.jar", "a resource");
    file("META-INF/MANIFEST.MF", "Class-Path: elsewhere.jar\n");
    file("META-INF/SIGNER.RSA", "a signature");
    file("META-INF/services/x", "y");
    Files.createSymbolicLink(code.resolve("link"), Path.of("/etc/hostname"));
  }

  private void file(String name, String content) throws IOException {
    Path file = code.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private StartPlaces places(boolean sealed) {
    return new StartPlaces(
        directory.resolve("places"), "function.jar", sealed ? new TreeSeals() : null);
  }

  @Test
  void jar_has_what_the_directory_has_but_no_libraries_and_no_links() throws Exception {
    Path place = places(false).open("key", code);
    try (JarFile jar = new JarFile(place.resolve("function.jar").toFile(), true)) {
      assertThat(jar.stream().map(JarEntry::getName))
          .containsExactlyInAnyOrder(
              "META-INF/MANIFEST.MF",
              "META-INF/",
              "META-INF/services/",
              "META-INF/services/x",
              "a/",
              "a/B.class",
              "lib/",
              "lib/deep/",
              "lib/deep/d.jar");
      assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path")).isNull();
      assertThat(jar.getInputStream(jar.getEntry("a/B.class"))).hasContent("class");
    }
  }

  @Test
  void only_a_file_is_taken_for_a_cache_and_not_a_large_one() throws Exception {
    StartPlaces places = places(false);
    Path cache = places.open("key", code).resolve("start-1.aot");
    Path written = directory.resolve("cache.aot");
    assertThatIOException().isThrownBy(() -> places.keep(cache, written, 10));
    Files.createSymbolicLink(written, Files.writeString(directory.resolve("secret"), "host's"));
    assertThatIOException()
        .isThrownBy(() -> places.keep(cache, written, 10))
        .withMessage("the JVM has written no cache");
    Files.delete(written);
    Files.writeString(written, "0123456789");
    assertThatIOException().isThrownBy(() -> places.keep(cache, written, 9));
    assertThat(cache).doesNotExist();
    places.keep(cache, written, 10);
    assertThat(cache).hasContent("0123456789");
  }

  @Test
  void newer_cache_takes_the_place_of_the_older() throws Exception {
    StartPlaces places = places(false);
    Path place = places.open("key", code);
    Path written = Files.writeString(directory.resolve("written"), "1");
    places.keep(place.resolve("start-1.aot"), written, 10);
    places.keep(place.resolve("start-2.aot"), written, 10);
    try (Stream<Path> all = Files.list(place)) {
      assertThat(all)
          .extracting(it -> it.getFileName().toString())
          .containsExactlyInAnyOrder("function.jar", "start-2.aot");
    }
  }

  @Test
  void sealed_place_that_was_changed_is_made_anew() throws Exception {
    StartPlaces places = places(true);
    Path place = places.open("key", code);
    Path cache = place.resolve("start-1.aot");
    places.keep(cache, Files.writeString(directory.resolve("written"), "1"), 10);
    assertThat(places.open("key", code).resolve("start-1.aot")).exists();
    Files.writeString(cache, "2");
    assertThat(places.open("key", code).resolve("start-1.aot")).doesNotExist();
    assertThat(places(true).open("key", code)).as("of an earlier process").isEqualTo(place);
  }

  @Test
  void others_are_removed() throws Exception {
    StartPlaces places = places(false);
    Path kept = places.open("a", code);
    Path other = places.open("b", code);
    Path third = places.open("c", code);
    places.retain(List.of("a", "c"));
    places.remove("c");
    places.remove("never");
    assertThat(kept).exists();
    assertThat(other).doesNotExist();
    assertThat(third).doesNotExist();
  }
}
