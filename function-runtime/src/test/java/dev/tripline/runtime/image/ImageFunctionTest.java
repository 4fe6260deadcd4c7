package dev.tripline.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.World;
import dev.tripline.runtime.image.content.ArchiveFile;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.OciArchive;
import dev.tripline.runtime.image.content.OciLayout;
import dev.tripline.runtime.log.LogSettings;
import dev.tripline.testkit.image.ImageDraft;
import dev.tripline.testkit.image.LayerDraft;
import dev.tripline.testkit.image.ShellImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Functions that are container images, in the sandbox.
class ImageFunctionTest {
  private static final long LARGEST = 100_000_000;

  @TempDir Path directory;

  private InstalledImage installed() throws Exception {
    Path layout = directory.resolve("layout");
    String digest =
        new ImageDraft()
            .layer(ShellImage.base().file("data", "lower").file("gone", "x"))
            .layer(
                new LayerDraft()
                    .file("data", "upper")
                    .whiteout("gone")
                    .file("var/task/code", "of the image"))
            .process(
                """
                {"Env":["PATH=/usr/bin:/bin","GREETING=hello","HOME=/root"],"User":"nobody",
                 "Entrypoint":["bash","/runtime"],"WorkingDir":"/var/task",
                 "Cmd":["echo \\"$GREETING $WHO $PWD $(</data) $(</var/task/code) $event\\""]}
                """)
            .layout(layout);
    return store().install(new Digest(digest), () -> new OciLayout(layout));
  }

  private ImageStore store() {
    return new ImageStore(
        directory.resolve("images"), LARGEST, Duration.ofMinutes(5), InstantSource.system());
  }

  private static FunctionSpec function(ImageStart image) {
    return new FunctionSpec(
        image.toString(),
        "f",
        "$LATEST",
        "arn:aws:lambda:us-east-1:000000000000:function:f",
        "",
        "",
        image.root(),
        null,
        Map.of("WHO", "world"),
        Duration.ofMinutes(1),
        256,
        512,
        LogSettings.TEXT,
        false,
        "",
        null,
        image,
        false);
  }

  private static ImageStart command(InstalledImage image, @Nullable String shell) {
    return ImageStart.of(image, null, shell == null ? null : List.of(shell), null);
  }

  @Test
  void image_runs_as_it_says_and_as_the_function_overrides() throws Exception {
    assumeTrue(World.here().contains(World.BUBBLEWRAP), "images need bubblewrap");
    Files.writeString(Files.createDirectory(directory.resolve("inbox")).resolve("a"), "readable");
    try (Host host =
        new Host(
            directory,
            World.BUBBLEWRAP,
            settings -> settings.withReadable(List.of(directory.resolve("inbox"))))) {
      InstalledImage image = installed();
      assertThat(host.answer(function(command(image, null)), "{\"a\":1}"))
          .isEqualTo("hello world /var/task upper of the image {\"a\":1}");
      assertThat(
              host.answer(
                  function(
                      ImageStart.of(
                          image, List.of("/bin/sh", "/runtime"), List.of("echo $PWD"), "/etc")),
                  "{}"))
          .isEqualTo("/etc");
      assertThat(
              host.answer(
                  function(
                      command(
                          image,
                          """
                          [ -e /gone ] && echo the whiteout; [ -e /usr ] && echo the files of the host
                          { echo >/new; } 2>/dev/null && echo wrote to the root
                          { echo >/var/task/new; } 2>/dev/null && echo wrote to the code
                          { echo >/data; } 2>/dev/null && echo wrote to a file of a layer
                          echo fine >/tmp/new; read -r said </tmp/new; echo "$said"
                          read -r hosts </etc/hosts; [ "$hosts" = "the image's own" ] && echo no hosts
                          [ -c /dev/null ] && [ -d /proc/self ] && echo devices; echo $$
                          [ "$HOME$LAMBDA_TASK_ROOT" = /root/var/task ] && echo variables
                          """)),
                  "{}"))
          .matches("fine\ndevices\n\\d{1,3}\nvariables");
      assertThat(
              host.answer(
                  function(command(image, "read -r said <" + directory + "/inbox/a; echo $said")),
                  "{}"))
          .isEqualTo("readable");
      assertThat(host.answer(function(ImageStart.of(image, List.of("nobody"), null, null)), "{}"))
          .contains("Runtime.InvalidEntrypoint", "\\\"nobody\\\": executable file not found");
      assertThat(host.answer(function(ImageStart.of(image, null, null, "/none")), "{}"))
          .contains("Runtime.InvalidWorkingDir", "chdir /none: no such file or directory");
    }
  }

  @Test
  void archive_is_read_where_it_lies() throws Exception {
    Path archive = directory.resolve("image.tar");
    ImageDraft draft = new ImageDraft().layer(new LayerDraft().file("a/b", "x"));
    draft.archive(archive);
    var source = OciArchive.open(new ArchiveFile(archive));
    ImageStore store = store();
    ImageStore.Resolved found = store.resolve(source, "latest", null);
    assertThat(found.manifest().digest().hex()).isEqualTo(ImageDraft.sha256(draft.manifest()));
    assertThat(store.install(found.manifest().digest(), () -> source).root().resolve("a/b"))
        .hasContent("x");
  }

  @Test
  void other_sandboxes_refuse_images() throws Exception {
    for (World world : World.here()) {
      try (Host host = new Host(directory.resolve(world.name()), world)) {
        if (world == World.BUBBLEWRAP) {
          assertThat(host.runtime.whyNoImages()).isEmpty();
        } else {
          assertThat(host.runtime.whyNoImages().orElseThrow()).contains("Install bubblewrap");
          assertThat(host.answer(function(command(installed(), null)), "{}"))
              .contains("Install bubblewrap");
        }
      }
    }
  }
}
