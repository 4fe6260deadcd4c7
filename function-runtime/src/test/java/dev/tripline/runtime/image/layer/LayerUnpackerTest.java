package dev.tripline.runtime.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.runtime.image.content.BoundedTar;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.Trees;
import dev.tripline.testkit.image.LayerDraft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerUnpackerTest {
  private static final long BUDGET = 10_000_000;

  @TempDir Path directory;

  private LayerTree unpack(byte[] tar, long budget) throws IOException, ImageException {
    return unpack(tar, budget, 1_000);
  }

  private LayerTree unpack(byte[] tar, long budget, int mostImplied)
      throws IOException, ImageException {
    LayerTree layer = LayerTree.in(Files.createDirectories(directory.resolve("home")));
    Files.createDirectory(layer.files());
    LayerUnpacker.unpack(
        new BoundedTar(new ByteArrayInputStream(tar), budget), layer, budget, mostImplied);
    return layer;
  }

  private LayerTree unpack(LayerDraft draft) throws IOException, ImageException {
    return unpack(draft.tar(), BUDGET);
  }

  private static List<String> names(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !path.equals(root))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of("upwards", new LayerDraft().file("../outside", "x"), "leads upwards"),
        Arguments.of("up and down", new LayerDraft().file("a/../../b", "x"), "leads upwards"),
        Arguments.of("absolute upwards", new LayerDraft().file("/../b", "x"), "leads upwards"),
        Arguments.of(
            "through an absolute link",
            new LayerDraft().symbolicLink("a", "/tmp").file("a/b", "x"),
            "whose parent 'a' is no directory"),
        Arguments.of(
            "through a link of links",
            new LayerDraft().symbolicLink("a", "..").symbolicLink("b", "a/..").file("b/c/d", "x"),
            "whose parent 'b' is no directory"),
        Arguments.of(
            "through a link that replaces a directory",
            new LayerDraft().directory("a").symbolicLink("a", "/tmp").file("a/b", "x"),
            "whose parent 'a' is no directory"),
        Arguments.of(
            "directory through a link",
            new LayerDraft().symbolicLink("a", "/tmp").directory("a/b"),
            "whose parent 'a' is no directory"),
        Arguments.of(
            "below a file",
            new LayerDraft().file("a", "x").file("a/b", "x"),
            "whose parent 'a' is no directory"),
        Arguments.of(
            "hard link to the host", new LayerDraft().hardLink("a", "/etc/passwd"), "no file"),
        Arguments.of(
            "hard link upwards", new LayerDraft().hardLink("a", "../../x"), "leads upwards"),
        Arguments.of(
            "hard link to a link",
            new LayerDraft().symbolicLink("a", "/etc/passwd").hardLink("b", "a"),
            "no file"),
        Arguments.of(
            "hard link through a link",
            new LayerDraft().symbolicLink("a", "/etc").hardLink("b", "a/passwd"),
            "no file"),
        Arguments.of(
            "hard link to what was replaced",
            new LayerDraft().file("a/b", "x").symbolicLink("a", "/etc").hardLink("c", "a/b"),
            "no file"),
        Arguments.of("whiteout of its parent", new LayerDraft().file("a/.wh...", ""), "removes"),
        Arguments.of(
            "long name", new LayerDraft().file("a".repeat(256), ""), "more than 255 bytes"),
        Arguments.of("long path", new LayerDraft().file("a/".repeat(2000) + "b", ""), "letters"),
        Arguments.of("deep path", new LayerDraft().file("a/".repeat(100) + "b", ""), "100 names"),
        Arguments.of("no link", new LayerDraft().symbolicLink("a", ""), "to a path of 0 bytes"),
        Arguments.of(
            "long link", new LayerDraft().symbolicLink("a", "b".repeat(5000)), "5000 bytes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void hostile_layer_is_refused_and_nothing_is_written_outside(
      String name, LayerDraft draft, String message) throws IOException {
    assertThatThrownBy(() -> unpack(draft))
        .as(name)
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(message);
    assertThat(directory.toFile().list()).containsExactly("home");
    assertThat(directory.resolve("home").toFile().list()).containsExactly("tree");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC})
  void headers_are_bounded_while_they_are_read(byte type) {
    byte[] text = ("3000010 path=" + "a".repeat(3_000_000)).getBytes(StandardCharsets.UTF_8);
    byte[] tar = new LayerDraft().special("long", type, text).file("a", "x").tar();
    assertThatThrownBy(() -> unpack(tar, BUDGET))
        .hasStackTraceContaining("headers of the tar are too long");
  }

  /// The reader keeps global attributes until the end, and reads one header inside of the other.
  @Test
  void headers_are_bounded_together() throws IOException {
    LayerDraft attributes = new LayerDraft();
    LayerDraft row = new LayerDraft();
    for (int i = 0; i < 100; i++) {
      byte type = TarConstants.LF_PAX_EXTENDED_HEADER_LC;
      attributes.special("global", type, attribute(i, 1_000)).file("file" + i, "x");
      row.special("row", type, attribute(i, 10));
    }
    byte[] global = attributes.tar();
    for (int at = 0; at < global.length; at += 512) {
      if (new String(global, at, 6, StandardCharsets.US_ASCII).equals("global")) {
        global[at + 156] = TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER;
      }
    }
    for (byte[] tar : List.of(global, row.file("file", "x").tar())) {
      assertThatThrownBy(() -> unpack(tar, BUDGET))
          .hasStackTraceContaining("headers of the tar are too long");
      Trees.remove(directory.resolve("home"));
    }
  }

  @Test
  void long_headers_of_one_tar_are_bounded() throws Exception {
    long budget = 3 * BoundedTar.LONG_HEADERS;
    byte[] header = new byte[(int) BoundedTar.HEADER];
    BoundedTar tar = new BoundedTar(new ByteArrayInputStream(new byte[(int) (budget / 2)]), budget);
    assertThatThrownBy(
            () -> {
              while (true) {
                tar.header();
                assertThat(tar.readNBytes(header, 0, header.length)).isEqualTo(header.length);
                tar.content();
              }
            })
        .isInstanceOf(BoundedTar.ExceededException.class);
    assertThat(tar.position())
        .isBetween(BoundedTar.LONG_HEADERS, BoundedTar.LONG_HEADERS + 2 * BoundedTar.HEADER);
  }

  /// A line of extended attributes, which begins with its own length.
  private static byte[] attribute(int number, int length) {
    String line = " attribute" + number + "=" + "a".repeat(length) + "\n";
    int total = line.length() + String.valueOf(line.length() + 2).length();
    return (total + line).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void directories_that_only_paths_name_are_counted() throws Exception {
    // Those that were replaced count, too.
    LayerDraft draft = new LayerDraft().file("a/b/c", "x").file("a", "x").file("d/e/f", "x");
    byte[] tar = draft.directory("g").file("g/h", "x").tar();
    assertThatThrownBy(() -> unpack(tar, BUDGET, 3))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("more than 3 directories that only paths name");
    Trees.remove(directory.resolve("home"));
    assertThat(unpack(tar, BUDGET, 4).implied()).containsExactlyInAnyOrder("a", "a/b", "d", "d/e");
  }

  @Test
  void content_is_bounded_while_it_is_read() {
    byte[] large = new LayerDraft().file("a", new byte[100_000], 0644).tar();
    assertThatThrownBy(() -> unpack(large, 50_000))
        .isInstanceOf(BoundedTar.ExceededException.class);
  }

  @Test
  void damaged_tar_is_refused() {
    byte[] tar = new LayerDraft().file("a", "x".repeat(10_000)).tar();
    assertThatThrownBy(() -> unpack(Arrays.copyOf(tar, 5_000), BUDGET))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("damaged");
    tar[100] = 'z'; // the mode, and with it the checksum
    assertThatThrownBy(() ->
            LayerUnpacker.unpack(
                new BoundedTar(new ByteArrayInputStream(tar), BUDGET),
                LayerTree.in(directory.resolve("home")),
                BUDGET))
        .isInstanceOf(ImageException.class);
  }

  @Test
  void files_links_and_directories_keep_what_matters() throws Exception {
    LayerTree layer =
        unpack(
            new LayerDraft()
                .directory("./bin")
                .file("/bin/plain", "plain")
                .file("bin/setuid", "root".getBytes(StandardCharsets.UTF_8), 04755)
                .file("secret", "x".getBytes(StandardCharsets.UTF_8), 0600)
                .symbolicLink("sh", "/bin/setuid")
                .symbolicLink("host", "../../../../../etc/passwd")
                .hardLink("bin/same", "/bin/plain")
                .special("device", TarConstants.LF_CHR)
                .special("disk", TarConstants.LF_BLK)
                .special("pipe", TarConstants.LF_FIFO)
                .file("twice", "first")
                .file("twice", "second")
                .file("kind/inner", "x")
                .file("kind", "now a file")
                .file("only/by/path", "x"));
    Path root = layer.files();
    assertThat(names(root))
        .containsExactly(
            "bin",
            "bin/plain",
            "bin/same",
            "bin/setuid",
            "host",
            "kind",
            "only",
            "only/by",
            "only/by/path",
            "secret",
            "sh",
            "twice");
    assertThat(root.resolve("twice")).hasContent("second");
    assertThat(root.resolve("bin/same")).hasContent("plain");
    assertThat(Files.readSymbolicLink(root.resolve("host")))
        .isEqualTo(Path.of("../../../../../etc/passwd"));
    for (var file :
        Map.of("bin/setuid", "r-xr-xr-x", "secret", "r--r--r--", "bin/plain", "r--r--r--")
            .entrySet()) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(root.resolve(file.getKey()))))
          .isEqualTo(file.getValue());
      assertThat((int) Files.getAttribute(root.resolve(file.getKey()), "unix:mode") & 07000)
          .isZero();
    }
    assertThat(layer.implied()).containsExactly("kind", "only", "only/by");
  }

  @Test
  void whiteouts_are_noted_and_not_written() throws Exception {
    LayerTree layer =
        unpack(
            new LayerDraft()
                .whiteout("etc/gone")
                .whiteout("top")
                .opaque("var/lib")
                .file(".wh..wh.plnk", "")
                .file("var/lib/new", "x"));
    assertThat(layer.removed()).containsExactly("etc/gone", "top");
    assertThat(layer.opaque()).containsExactly("var/lib");
    assertThat(names(layer.files())).containsExactly("var", "var/lib", "var/lib/new");
    layer.withBytes(7).save();
    assertThat(LayerTree.load(directory.resolve("home"))).isEqualTo(layer.withBytes(7));
  }
}
