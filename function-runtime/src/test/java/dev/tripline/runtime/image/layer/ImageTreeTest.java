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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
