package dev.tripline.cli.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.cli.session.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageFileTest {
  @TempDir Path files;

  private Path directory() throws IOException {
    Path code = Files.createDirectories(files.resolve("code"));
    Files.createDirectories(code.resolve("lib/deep"));
    Files.writeString(code.resolve("lib/deep/b.py"), "b");
    Files.writeString(code.resolve("a.py"), "a");
    Path start = Files.writeString(code.resolve("bootstrap"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwx------"));
    return code;
  }

  @Test
  void a_directory_is_packed_with_its_modes() throws IOException {
    Path zip = Files.write(files.resolve("code.zip"), PackageFile.read(directory()));
    List<String> names = new ArrayList<>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(zip)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
        assertThat(entry.getLastAccessTime()).isIn(null, entry.getLastModifiedTime());
        assertThat(entry.getCreationTime()).isIn(null, entry.getLastModifiedTime());
      }
    }
    assertThat(names).contains("a.py", "bootstrap", "lib/deep/b.py");
    Map<String, ?> settings = Map.of("enablePosixFileAttributes", true);
    try (FileSystem packed =
        FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), settings)) {
      assertThat(Files.getPosixFilePermissions(packed.getPath("/bootstrap")))
          .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
      assertThat(Files.getPosixFilePermissions(packed.getPath("/a.py")))
          .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }
    assertThat(PackageFile.read(zip))
        .as("a zip is taken as it is")
        .isEqualTo(Files.readAllBytes(zip));
  }

  @Test
  void the_same_directory_gives_the_same_bytes() throws IOException {
    Path code = directory();
    byte[] before = PackageFile.read(code);
    Files.setLastModifiedTime(code.resolve("a.py"), FileTime.fromMillis(1_000_000_000_000L));
    assertThat(PackageFile.read(code)).isEqualTo(before);
  }

  @Test
  void links_are_followed() throws IOException {
    Path code = directory();
    Files.createSymbolicLink(code.resolve("linked.py"), Path.of("a.py"));
    Path zip = Files.write(files.resolve("code.zip"), PackageFile.read(code));
    try (FileSystem packed = FileSystems.newFileSystem(zip)) {
      assertThat(packed.getPath("/linked.py")).hasContent("a");
    }
  }

  @Test
  void links_out_of_a_directory_can_be_left_out() throws IOException {
    Path code = directory();
    Path other = Files.createDirectories(files.resolve("other/lib"));
    Files.writeString(other.resolve("far.py"), "far");
    Files.createSymbolicLink(code.resolve("near.py"), Path.of("a.py"));
    Files.createSymbolicLink(code.resolve("far.py"), other.resolve("far.py"));
    Files.createSymbolicLink(code.resolve("lib/far"), other);
    Path zip = Files.write(files.resolve("code.zip"), PackageFile.readWithin(code, _ -> true));
    try (FileSystem packed = FileSystems.newFileSystem(zip)) {
      assertThat(packed.getPath("/near.py")).hasContent("a");
      assertThat(packed.getPath("/far.py")).doesNotExist();
      assertThat(packed.getPath("/lib/far")).doesNotExist();
    }
    assertThat(PackageFile.linksOutOf(code, _ -> true))
        .containsExactly(code.resolve("far.py"), code.resolve("lib/far"));
  }

  @Test
  void what_is_no_code_is_refused() throws IOException {
    Path text = Files.writeString(files.resolve("index.py"), "def handler(): pass\n");
    Path empty = Files.createDirectories(files.resolve("empty"));
    for (Path code : List.of(text, empty, files.resolve("none"))) {
      assertThatThrownBy(() -> PackageFile.read(code)).isInstanceOf(UsageException.class);
    }
  }
}
