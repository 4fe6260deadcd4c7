package dev.tripline.runtime.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.runtime.image.content.BoundedTar;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.testkit.image.LayerDraft;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Layers over each other, as a container engine would show them.
class ImageTreeTest {
  private static final long BUDGET = 1_000_000;

  @TempDir Path directory;

  private Path merged(LayerDraft... drafts) throws IOException, ImageException {
    List<LayerTree> layers = new ArrayList<>();
    for (LayerDraft draft : drafts) {
      LayerTree layer =
          LayerTree.in(Files.createDirectory(directory.resolve("layer" + layers.size())));
      Files.createDirectory(layer.files());
      LayerUnpacker.unpack(
          new BoundedTar(new ByteArrayInputStream(draft.tar()), BUDGET), layer, BUDGET);
      layers.add(layer);
    }
    Path root = Files.createDirectory(directory.resolve("root"));
    ImageTree.merge(layers, root);
    return root;
  }

  @Test
  void upper_layers_add_replace_and_take_away() throws Exception {
    Path root =
        merged(
            new LayerDraft()
                .file("a/kept", "lower")
                .file("a/changed", "lower")
                .file("a/gone", "lower")
                .file("b/one", "lower")
                .file("b/two", "lower")
                .file("c/deep/file", "lower")
                .file("d", "a file")
                .file("e/inner", "lower")
                .symbolicLink("f", "a"),
            new LayerDraft()
                .file("a/changed", "upper")
                .whiteout("a/gone")
                .opaque("b")
                .file("b/three", "upper")
                .whiteout("c")
                .file("d/inner", "upper")
                .whiteout("f/kept") // through a link, which a whiteout does not follow
                .symbolicLink("e", "a"));
    assertThat(root.resolve("a/kept")).hasContent("lower");
    assertThat(root.resolve("a/changed")).hasContent("upper");
    assertThat(root.resolve("a/gone")).doesNotExist();
    assertThat(root.resolve("b").toFile().list()).containsExactly("three");
    assertThat(root.resolve("c")).doesNotExist();
    assertThat(root.resolve("d/inner")).hasContent("upper");
    assertThat(Files.readSymbolicLink(root.resolve("e"))).isEqualTo(Path.of("a"));
  }

  @Test
  void whiteout_and_the_same_name_in_one_layer_leave_the_new_one() throws Exception {
    Path root =
        merged(
            new LayerDraft().file("a/old", "x"), new LayerDraft().file("a/new", "x").whiteout("a"));
    assertThat(root.resolve("a").toFile().list()).containsExactly("new");
  }

  @Test
  void paths_through_a_link_of_a_lower_layer_follow_it_inside_the_image() throws Exception {
    Path root =
        merged(
            new LayerDraft()
                .directory("usr/lib")
                .symbolicLink("lib", "/usr/lib")
                .symbolicLink("up", "../../.."),
            new LayerDraft().file("lib/x/new", "x").file("up/inner", "x"));
    assertThat(Files.isSymbolicLink(root.resolve("lib"))).isTrue();
    assertThat(root.resolve("usr/lib/x/new")).hasContent("x");
    // The link leads to the root of the image, whatever is above it here.
    assertThat(root.resolve("inner")).hasContent("x");
    assertThat(directory.resolve("inner")).doesNotExist();
  }

  @Test
  void directory_that_a_layer_names_replaces_a_link_below() throws Exception {
    Path root =
        merged(
            new LayerDraft().directory("usr/lib").symbolicLink("lib", "usr/lib"),
            new LayerDraft().directory("lib").file("lib/new", "x"));
    assertThat(Files.isDirectory(root.resolve("lib"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(root.resolve("usr/lib/new")).doesNotExist();
  }

  @Test
  void places_to_mount_onto_are_real_and_empty() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("hosts"), "of the host");
    Path root =
        merged(
            new LayerDraft()
                .symbolicLink("proc", outside.toString())
                .symbolicLink("dev", "/")
                .file("tmp/left", "x")
                .file("etc/hosts", "of the image")
                .symbolicLink("etc/resolv.conf", outside + "/hosts"));
    for (String name : List.of("proc", "dev", "tmp")) {
      assertThat(Files.isSymbolicLink(root.resolve(name))).isFalse();
      assertThat(root.resolve(name)).isEmptyDirectory();
    }
    for (String name : List.of("etc/hosts", "etc/resolv.conf")) {
      assertThat(Files.isSymbolicLink(root.resolve(name))).isFalse();
      assertThat(root.resolve(name)).isEmptyFile();
    }
    assertThat(outside.resolve("hosts")).hasContent("of the host");
    assertThat(directory.resolve("layer0/tree/etc/hosts")).hasContent("of the image");
  }

  /// `z/one` and `z/two` lead to the root, so that paths through them replace `z` while it is filled.
  /// Whichever comes first, the other comes after it.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void directory_that_a_layer_replaces_through_a_link_takes_nothing_more(boolean named)
      throws Exception {
    Path outside = Files.createDirectories(directory.resolve("outside"));
    LayerDraft lower =
        new LayerDraft().directory("z").symbolicLink("z/one", "/").symbolicLink("z/two", "../z/..");
    LayerDraft upper = new LayerDraft();
    if (named) {
      upper.directory("z");
    }
    upper
        .symbolicLink("z/one/z", outside.toString())
        .symbolicLink("z/two/z", outside.toString())
        .file("z/authorized_keys", "new");
    for (int i = 0; i < 8; i++) {
      Files.createDirectories(outside.resolve("kept" + i + "/below"));
      Files.writeString(outside.resolve("file" + i), "of the host");
      upper
          .file("z/kept" + i, "new")
          .file("z/file" + i, "new")
          .symbolicLink("z/link" + i, "/")
          .file("z/directory" + i + "/file", "new");
    }
    List<String> before = content(outside);
    assertThatThrownBy(() -> merged(lower, upper))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("in a directory that it replaces itself");
    assertThat(content(outside)).isEqualTo(before);
  }

  /// A whiteout does not follow the link, and so takes away nothing.
  @Test
  void whiteouts_take_nothing_away_through_links() throws Exception {
    Path outside = Files.createDirectories(directory.resolve("outside/below"));
    Files.writeString(outside.resolve("file"), "of the host");
    List<String> before = content(directory.resolve("outside"));
    merged(
        new LayerDraft().symbolicLink("out", directory.resolve("outside").toString()),
        new LayerDraft().whiteout("out/below").opaque("out").opaque("out/below"));
    assertThat(content(directory.resolve("outside"))).isEqualTo(before);
  }

  /// Each layer has no more than 100 names, and all together no more either.
  @Test
  void paths_that_links_make_deeper_than_a_layer_may_be_are_refused() {
    String half = "d/".repeat(60);
    assertThatThrownBy(() ->
            merged(
                new LayerDraft().directory(half + "end").symbolicLink("deep", half + "end"),
                new LayerDraft().file("deep/" + half + "file", "x")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("deeper than 100 directories");
  }

  private static List<String> content(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      List<String> content = new ArrayList<>();
      for (Path path : all.sorted().toList()) {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        content.add(path + (file ? "=" + Files.readString(path) : ""));
      }
      return content;
    }
  }

  @Test
  void places_to_mount_onto_are_made_by_many_at_once() throws Exception {
    Path place = Path.of("a", "b", "c");
    for (int round = 0; round < 100; round++) {
      Path root = Files.createDirectory(directory.resolve("root" + round));
      CyclicBarrier together = new CyclicBarrier(4);
      Callable<Boolean> make =
          () -> {
            together.await();
            return InRoot.directory(root, place);
          };
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        for (var made : threads.invokeAll(Collections.nCopies(4, make))) {
          assertThat(made.get()).isTrue();
        }
      }
    }
    Path root = Files.createDirectory(directory.resolve("root"));
    Files.createSymbolicLink(root.resolve("a"), directory);
    assertThat(InRoot.directory(root, place)).isFalse();
    assertThat(directory.resolve("b")).doesNotExist();
  }

  @Test
  void configuration_directory_that_leads_elsewhere_is_refused() {
    assertThatThrownBy(() -> merged(new LayerDraft().symbolicLink("etc", "/etc")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("/etc of the image is no directory");
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/lib/x, usr/lib/x",
    "lib/x, usr/lib/x",
    "/lib/../lib/./x, usr/lib/x",
    "/../../lib/x, usr/lib/x",
    "up/lib/x, usr/lib/x",
    "loop, ",
    "/usr/none, ",
    "/usr/lib/x/y, "
  })
  void paths_are_found_as_a_process_in_the_image_finds_them(String path, @Nullable String expected)
      throws Exception {
    Path root =
        merged(
            new LayerDraft()
                .file("usr/lib/x", "x")
                .symbolicLink("lib", "/usr/lib")
                .symbolicLink("up", "../../../..")
                .symbolicLink("usr/lib2", "x")
                .symbolicLink("loop", "loop"));
    assertThat(InRoot.resolve(root, path).map(found -> root.relativize(found).toString()))
        .isEqualTo(Optional.ofNullable(expected));
  }
}
