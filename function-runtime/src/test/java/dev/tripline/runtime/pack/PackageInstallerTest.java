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
              assertThat(refusal).hasMessageStartingWith(message);
              assertThat(refusal).hasMessageContaining(reason);
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

  @Test
  void links_and_repeated_names_of_a_real_zip_tool_are_understood() throws Exception {
    Path zip = directory.resolve("tool.zip");
    String script =
        """
        import sys, warnings, zipfile
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
            link = zipfile.ZipInfo(".venv/bin/python3")
            link.create_system = 3
            link.external_attr = 0o120777 << 16
            out.writestr(link, "/home/builder/.pyenv/versions/3.12.1/bin/python3")
            out.writestr("NOTICE", "first")
            with out.open("NOTICE", "w", force_zip64=True) as entry:
                entry.write(b"second")
        """;
    int status =
        new ProcessBuilder("python3", "-c", script, zip.toString()).inheritIO().start().waitFor();
    assertThat(status).isZero();
    Path tree = install(Files.readAllBytes(zip));
    assertThat(tree.resolve("NOTICE")).hasContent("second");
    assertThat(tree.resolve(".venv/bin/python3")).isSymbolicLink();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "/etc/x",
        "C:\\x",
        "C:/x",
        "..\\x",
        "\\etc\\x",
        "a\0b",
        "..",
        "a/.."
      })
  void names_that_leave_the_package_are_refused(String name) throws IOException {
    expectRefusal(new ZipDraft().file(name, "x").bytes(), BAD, "leaves the package");
  }

  @Test
  void names_that_no_file_system_takes_are_refused_as_such() throws IOException {
    byte[] longName = new ZipDraft().file("lib/" + "x".repeat(300), "x").bytes();
    expectRefusal(longName, BAD, "a name of 300 bytes in the entry 'lib/xxx");
    byte[] deep = new ZipDraft().file("d/".repeat(101) + "x", "x").bytes();
    expectRefusal(deep, BAD, "an entry lies 102 directories deep; 100 are the most");
  }

  @Test
  void what_is_not_a_zip_is_refused() throws IOException {
    byte[] text = "no zip at all, but long enough".getBytes(StandardCharsets.UTF_8);
    expectRefusal(text, BAD, "Reason: no zip directory.");
    expectRefusal(new byte[0], BAD, "0 bytes");
  }

  /// As pnpm and venv make them: to a store or an interpreter of the machine that built the package.
  @ParameterizedTest
  @ValueSource(strings = {"../../etc", "/home/builder/.venv/bin/python3", "absent", "a"})
  void links_are_kept_wherever_they_lead(String target) throws Exception {
    Path tree = install(new ZipDraft().link("a", target).file("b", "1").bytes());
    assertThat(Files.readSymbolicLink(tree.resolve("a"))).hasToString(target);
    assertThat(tree.resolve("b")).hasContent("1");
  }

  @Test
  void nothing_is_written_through_a_link() throws Exception {
    expectRefusal(
        new ZipDraft().link("a", "..").file("a/evil", "x").bytes(),
        BAD,
        "as file and as directory");
    expectRefusal(
        new ZipDraft().link("a", "..").link("a\\evil", "x").bytes(),
        BAD,
        "as file and as directory");
    Path outside = Files.createDirectory(directory.resolve("outside"));
    byte[] first = new ZipDraft().link("python", outside.toString()).bytes();
    byte[] second = new ZipDraft().file("python/evil.py", "1").bytes();
    Path merged = installer.installLayers(List.of(layer(first), layer(second)));
    assertThat(merged.resolve("python/evil.py")).hasContent("1");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void backslash_separates_as_powershell_writes_it() throws Exception {
    Path tree =
        install(
            new ZipDraft()
                .entry("lib\\", 0, new byte[0])
                .entry("lib\\deep\\util.py", 0, "1".getBytes(StandardCharsets.UTF_8))
                .entry("empty\\", 0, new byte[0])
                .bytes());
    assertThat(tree.resolve("lib/deep/util.py")).hasContent("1");
    assertThat(tree.resolve("empty")).isDirectory();
  }

  /// As in the fat jars of Gradle.
  @Test
  void last_of_entries_with_equal_names_counts() throws Exception {
    Path tree =
        install(
            new ZipDraft()
                .file("META-INF/LICENSE", "first")
                .file("a", "1")
                .link("b", "a")
                .file("META-INF/LICENSE", "second")
                .file("./META-INF//LICENSE", "third")
                .file("b", "no link any more")
                .entry("META-INF/", 0040755, new byte[0])
                .entry("META-INF/", 0040755, new byte[0])
                .bytes());
    assertThat(tree.resolve("META-INF/LICENSE")).hasContent("third");
    assertThat(tree.resolve("b")).isRegularFile().hasContent("no link any more");
    assertThat(installer.unzippedBytes(tree)).isEqualTo("third1no link any more".length());
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
    expectRefusal(new ZipDraft().file("a", "1").file("a/b", "2").bytes(), BAD, "as directory");
    expectRefusal(
        new ZipDraft().file("a", "1").entry("a/", 0040755, new byte[0]).bytes(),
        BAD,
        "as directory");
    expectRefusal(
        new ZipDraft().entry("a/", 0040755, new byte[0]).file("a", "1").bytes(),
        BAD,
        "as directory");
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
        new ZipDraft().entry("a", 0100644, content).overlap("a", content, 0).bytes(),
        BAD,
        "overlaps");
    expectRefusal(
        new ZipDraft().entry("a", "b", 0100644, content, content.length, 0, true).bytes(),
        BAD,
        "contradicts");
  }

  @Test
  void entry_that_points_beyond_the_file_is_refused() throws IOException {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    for (int offset : new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE, 1_000}) {
      expectRefusal(
          new ZipDraft().entry("a", 0100644, content).overlap("b", content, offset).bytes(),
          BAD,
          "");
    }
  }

  @Test
  void more_directories_than_files_are_possible_are_refused() throws IOException {
    ZipDraft zip = new ZipDraft();
    for (int i = 0; i < 1_000; i++) {
      zip.file(i + "/x".repeat(98), "");
    }
    expectRefusal(zip.bytes(), BAD, "directories");
  }

  @Test
  void as_many_files_as_a_zip_has_are_unpacked() throws Exception {
    ZipDraft zip = new ZipDraft();
    for (int i = 0; i < 65_534; i++) {
      zip.file("d" + i % 256 + "/f" + i, "");
    }
    Path tree = install(zip.bytes());
    try (Stream<Path> files = Files.walk(tree)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(65_534);
    }
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
