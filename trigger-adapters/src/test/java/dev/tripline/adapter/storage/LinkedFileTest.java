package dev.tripline.adapter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are read by a link, and those that are not.
class LinkedFileTest {
  private @TempDir Path directory;
  private Path root;
  private Path file;

  @BeforeEach
  void drop() throws IOException {
    root = Files.createDirectories(directory.toRealPath().resolve("inbox"));
    file = Files.createDirectories(root.resolve("a/b")).resolve("ü 1.txt");
    Files.writeString(file, "0123456789");
    Files.writeString(directory.resolve("secret"), "0123456789");
  }

  private static String state(Path file) throws IOException {
    return KnownFile.of(
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS), "", 0)
        .state();
  }

  @Test
  void file_is_read_from_anywhere_in_it() throws Exception {
    switch (LinkedFile.open(root, "a/b/ü 1.txt", state(file))) {
      case LinkedFile.Opened.Found(LinkedFile found) -> {
        try (found) {
          assertThat(found.size()).isEqualTo(10);
          assertThat(new String(found.bytes(7).readAllBytes(), StandardCharsets.UTF_8))
              .isEqualTo("789");
          assertThat(found.isUnchanged()).isTrue();
        }
      }
      case LinkedFile.Opened other -> throw new AssertionError(other);
    }
  }

  @Test
  void change_is_seen_before_and_while_it_is_read() throws Exception {
    String state = state(file);
    if (!(LinkedFile.open(root, "a/b/ü 1.txt", state) instanceof LinkedFile.Opened.Found found)) {
      throw new AssertionError("it is there");
    }
    try (LinkedFile open = found.file()) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
      assertThat(open.isUnchanged()).isFalse();
      assertThat(LinkedFile.open(root, "a/b/ü 1.txt", state))
          .isInstanceOf(LinkedFile.Opened.Changed.class);
      Files.delete(file);
      assertThat(open.isUnchanged()).isFalse();
      assertThat(LinkedFile.open(root, "a/b/ü 1.txt", state))
          .isInstanceOf(LinkedFile.Opened.Gone.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "a/../../secret",
        "a/b/../b/ü 1.txt",
        "./a/b/ü 1.txt",
        "/a/b/ü 1.txt",
        "a//b/ü 1.txt",
        "a/b/ü 1.txt/",
        "a/b/ü 1.txt\0",
        "",
        ".."
      })
  void key_that_is_no_way_down_leads_to_nothing(String key) throws Exception {
    for (Path like : new Path[] {file, directory.resolve("secret")}) {
      assertThat(LinkedFile.open(root, key, state(like)))
          .isInstanceOf(LinkedFile.Opened.Gone.class);
    }
  }

  @Test
  void links_and_folders_are_not_read() throws Exception {
    Path secret = directory.resolve("secret");
    Files.createSymbolicLink(root.resolve("link"), secret);
    Files.createSymbolicLink(root.resolve("up"), directory);
    assertThat(LinkedFile.open(root, "link", state(secret)))
        .isInstanceOf(LinkedFile.Opened.Changed.class);
    assertThat(LinkedFile.open(root, "up/secret", state(secret)))
        .isNotInstanceOf(LinkedFile.Opened.Found.class);
    assertThat(LinkedFile.open(root, "a", state(root.resolve("a"))))
        .isInstanceOf(LinkedFile.Opened.Changed.class);
    Path other = directory.toRealPath().resolve("other");
    Files.createSymbolicLink(other, root);
    assertThatThrownBy(() -> LinkedFile.open(other, "a/b/ü 1.txt", state(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("replaced by a link");
  }
}
