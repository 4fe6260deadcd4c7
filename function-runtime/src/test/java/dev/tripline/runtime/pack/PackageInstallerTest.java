package dev.tripline.runtime.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageInstallerTest {
  private static final String BAD =
      "Could not unzip uploaded file. Please check your file, then try to upload again.";
  private static final int LIMIT = 1_000_000;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init")
  private PackageInstaller installer;

  @BeforeEach
  void create() {
    installer = new PackageInstaller(directory.resolve("packages"), LIMIT);
  }

  private Path install(byte[] zip) throws InvalidPackageException {
    return installer.installCode(ZipDraft.sha256(zip), new ByteArrayInputStream(zip));
  }

  private void expectRefusal(byte[] zip, String message, String reason) throws IOException {
    assertThatThrownBy(() -> install(zip))
        .isInstanceOfSatisfying(
            InvalidPackageException.class,
            refusal -> {
              assertThat(refusal).hasMessage(message);
              assertThat(refusal.reason()).contains(reason);
            });
    try (Stream<Path> left = Files.list(directory.resolve("packages"))) {
      assertThat(left).as("nothing stays behind").isEmpty();
    }
  }

  @Test
  void files_are_unpacked_with_their_execute_bits() throws Exception {
    byte[] zip =
        new ZipDraft()
            .file("a/b.txt", "hello")
            .entry("run", 0100755, "#!/bin/sh".getBytes(StandardCharsets.UTF_8))
            .entry("empty/", 0040755, new byte[0])
            .bytes();
    Path tree = install(zip);
    assertThat(tree.resolve("a/b.txt")).hasContent("hello");
    assertThat(Files.isExecutable(tree.resolve("run"))).isTrue();
    assertThat(tree.resolve("empty")).isDirectory();
    assertThat(Files.getPosixFilePermissions(tree.resolve("a/b.txt")).toString())
        .doesNotContain("WRITE")
        .doesNotContain("EXECUTE");
    assertThat(installer.unzippedBytes(tree)).isEqualTo(14);
    assertThat(install(zip)).isEqualTo(tree);
  }

  @Test
  void bootstrap_without_unix_modes_is_executable() throws Exception {
    Path tree = install(new ZipDraft().entry("bootstrap", 0, new byte[1]).bytes());
    assertThat(Files.isExecutable(tree.resolve("bootstrap"))).isTrue();
  }

  @Test
  void real_zip_tools_are_understood() throws Exception {
    Path source = Files.createDirectories(directory.resolve("source/deep"));
    Files.writeString(source.resolve("x.py"), "print()");
    Path zip = directory.resolve("tool.zip");
    int status =
        new ProcessBuilder("python3", "-m", "zipfile", "-c", zip.toString(), source.toString())
            .start()
            .waitFor();
    assertThat(status).isZero();
    assertThat(install(Files.readAllBytes(zip)).resolve("deep/x.py")).hasContent("print()");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/etc/x", "C:\\x", "C:/x", "a\\b", "a\0b", "..", "a/.."})
  void names_that_leave_the_package_are_refused(String name) throws IOException {
    expectRefusal(new ZipDraft().file(name, "x").bytes(), BAD, "leaves the package");
  }

  @Test
  void what_is_not_a_zip_is_refused() throws IOException {
    expectRefusal("no zip at all, but long enough".getBytes(StandardCharsets.UTF_8), BAD, "");
    expectRefusal(new byte[0], BAD, "0 bytes");
  }

  @Test
  void links_out_of_the_package_are_refused() throws IOException {
    expectRefusal(new ZipDraft().link("a", "../../etc").bytes(), BAD, "leads nowhere inside");
    expectRefusal(new ZipDraft().link("a", "/etc/passwd").bytes(), BAD, "leads nowhere inside");
    expectRefusal(new ZipDraft().link("a", "a").bytes(), BAD, "leads nowhere inside");
    expectRefusal(
        new ZipDraft().file("x/f", "").link("x/y", "..").link("x/z", "y/../..").bytes(),
        BAD,
        "leads nowhere inside");
    expectRefusal(
        new ZipDraft().link("a", "..").file("a/evil", "x").bytes(),
        BAD,
        "as file and as directory");
  }

  @Test
  void links_inside_the_package_are_kept() throws Exception {
    Path tree = install(new ZipDraft().file("lib/f", "hi").link("bin/f", "../lib/f").bytes());
    assertThat(tree.resolve("bin/f")).isSymbolicLink().hasContent("hi");
  }

  @Test
  void device_nodes_are_refused() throws IOException {
    expectRefusal(
        new ZipDraft().entry("null", 0020666, new byte[0]).bytes(), BAD, "neither a file");
  }

  @Test
  void names_that_clash_are_refused() throws IOException {
    expectRefusal(new ZipDraft().file("a", "1").file("a", "2").bytes(), BAD, "'a' twice");
    expectRefusal(new ZipDraft().file("a", "1").file("./a", "2").bytes(), BAD, "'a' twice");
    expectRefusal(new ZipDraft().file("a", "1").file("a/b", "2").bytes(), BAD, "as directory");
  }

  @Test
  void more_than_the_limit_is_refused_by_what_is_declared_and_by_what_is_inflated()
      throws IOException {
    String tooLarge = "Unzipped size must be smaller than 1000000 bytes";
    expectRefusal(new ZipDraft().entry("big", 0100644, new byte[LIMIT + 1]).bytes(), tooLarge, "");
    byte[] lying =
        new ZipDraft().entry("big", "big", 0100644, new byte[LIMIT + 1], 10, 0, true).bytes();
    expectRefusal(lying, BAD, "larger than it says");
  }

  @Test
  void entries_that_share_bytes_are_refused() throws IOException {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    expectRefusal(
        new ZipDraft().entry("a", 0100644, content).overlap("a", content, 0).bytes(), BAD, "twice");
    expectRefusal(
        new ZipDraft().entry("a", "b", 0100644, content, content.length, 0, true).bytes(),
        BAD,
        "contradicts");
  }

  @Test
  void damaged_content_is_refused() throws IOException {
    byte[] zip = new ZipDraft().file("a", "some content to damage").bytes();
    zip[14] ^= 1; // the local header's checksum does not count
    byte[] directory = zip.clone();
    int item = 30 + 1;
    while (directory[item] != 'P' || directory[item + 1] != 'K' || directory[item + 2] != 1) {
      item++;
    }
    directory[item + 16] ^= 1;
    expectRefusal(directory, BAD, "damaged");
  }

  @Test
  void later_layers_win() throws Exception {
    byte[] first =
        new ZipDraft().file("python/a.py", "1").file("python/b.py", "1").file("c", "1").bytes();
    byte[] second = new ZipDraft().file("python/b.py", "2").file("c/d", "2").bytes();
    Path merged = installer.installLayers(List.of(layer(first), layer(second)));
    assertThat(merged.resolve("python/a.py")).hasContent("1");
    assertThat(merged.resolve("python/b.py")).hasContent("2");
    assertThat(merged.resolve("c/d")).hasContent("2");
    Path reversed = installer.installLayers(List.of(layer(second), layer(first)));
    assertThat(reversed.resolve("python/b.py")).hasContent("1");
    assertThat(installer.installLayers(List.of(layer(first), layer(second)))).isEqualTo(merged);
  }

  private static LayerZip layer(byte[] zip) {
    return new LayerZip(ZipDraft.sha256(zip), () -> new ByteArrayInputStream(zip));
  }

  @Test
  void same_package_installed_by_many_at_once_is_one_tree() throws Exception {
    byte[] zip = new ZipDraft().file("a", "1").bytes();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> install(zip)));
      }
      for (Future<Path> one : all) {
        assertThat(one.get().resolve("a")).hasContent("1");
      }
    }
    try (Stream<Path> left = Files.list(directory.resolve("packages"))) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void package_that_is_not_what_its_name_says_is_a_fault_of_the_store() {
    InputStream zip = new ByteArrayInputStream(new ZipDraft().file("a", "1").bytes());
    assertThatThrownBy(() -> installer.installCode("0".repeat(64), zip))
        .isInstanceOf(UncheckedIOException.class);
  }
}
