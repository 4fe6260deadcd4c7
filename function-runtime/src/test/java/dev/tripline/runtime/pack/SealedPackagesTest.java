package dev.tripline.runtime.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages on a host where functions can write to them.
class SealedPackagesTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // before each test
  private PackageInstaller installer;

  private final byte[] zip =
      new ZipDraft().file("index.py", "good").file("lib/more.py", "good").bytes();

  @BeforeEach
  void start() {
    installer = sealing();
  }

  @Test
  void package_that_was_rewritten_under_its_old_time_is_told_and_unpacked_anew() throws Exception {
    Path tree = install();
    assertThat(installer.isIntact(tree)).isTrue();
    assertThat(install()).isEqualTo(tree);
    Path file = tree.resolve("index.py");
    FileTime time = Files.getLastModifiedTime(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, "evil");
    Files.setLastModifiedTime(file, time);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assertThat(installer.isIntact(tree)).isFalse();
    assertThat(install().resolve("index.py")).hasContent("good");
    assertThat(installer.isIntact(tree)).isTrue();
  }

  @Test
  void file_that_was_added_or_replaced_is_told() throws Exception {
    Path tree = install();
    Path added = Files.writeString(tree.resolve("lib/evil.py"), "evil");
    assertThat(installer.isIntact(tree)).isFalse();
    Files.delete(added);
    assertThat(installer.isIntact(tree)).as("a directory's time tells of the past").isFalse();
    install();
    Path other = Files.writeString(directory.resolve("other"), "evil");
    Files.move(other, tree.resolve("index.py"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(installer.isIntact(tree)).isFalse();
  }

  @Test
  void tree_that_an_earlier_process_left_is_unpacked_anew() throws Exception {
    Path file = install().resolve("index.py");
    Files.delete(file);
    Files.writeString(file, "evil");
    installer = sealing();
    assertThat(install().resolve("index.py")).hasContent("good");
  }

  @Test
  void merging_layers_leaves_their_own_trees_intact() throws Exception {
    Path one = install();
    byte[] second = new ZipDraft().file("index.py", "second").bytes();
    Path merged =
        installer.installLayers(
            List.of(
                new LayerZip(ZipDraft.sha256(zip), () -> new ByteArrayInputStream(zip)),
                new LayerZip(ZipDraft.sha256(second), () -> new ByteArrayInputStream(second))));
    assertThat(merged.resolve("index.py")).hasContent("second");
    assertThat(merged.resolve("lib/more.py")).hasContent("good");
    assertThat(installer.isIntact(one)).isTrue();
    assertThat(installer.isIntact(merged)).isTrue();
  }

  private PackageInstaller sealing() {
    return new PackageInstaller(directory.resolve("packages"), 1_000_000, new TreeSeals());
  }

  private Path install() throws InvalidPackageException {
    return installer.installCode(ZipDraft.sha256(zip), new ByteArrayInputStream(zip));
  }
}
