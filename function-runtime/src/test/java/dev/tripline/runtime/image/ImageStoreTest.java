package dev.tripline.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.tripline.runtime.image.content.Descriptor;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import dev.tripline.runtime.image.content.ImageSource;
import dev.tripline.runtime.image.content.OciLayout;
import dev.tripline.runtime.pack.Staging;
import dev.tripline.testkit.image.ImageDraft;
import dev.tripline.testkit.image.LayerDraft;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageStoreTest {
  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";
  private static final long LARGEST = 1_000_000;

  @TempDir Path directory;

  private final AtomicLong now = new AtomicLong();

  private ImageStore store() {
    return store(Duration.ofMinutes(5));
  }

  private ImageStore store(Duration pullTimeout) {
    return new ImageStore(
        directory.resolve("store"), LARGEST, pullTimeout, () -> Instant.ofEpochSecond(now.get()));
  }

  private InstalledImage install(ImageStore store, ImageDraft draft)
      throws ImageException, InterruptedException {
    Path layout = directory.resolve("layout");
    String digest = draft.layout(layout);
    return store.install(new Digest(digest), () -> new OciLayout(layout));
  }

  private List<String> layers() throws IOException {
    try (var all = Files.list(directory.resolve("store").resolve("layers"))) {
      return all.map(layer -> layer.getFileName().toString()).toList();
    }
  }

  private static LayerDraft base() {
    return new LayerDraft().file("base", "x");
  }

  @Test
  void layers_are_shared_and_go_with_their_last_image() throws Exception {
    ImageStore store = store();
    ImageDraft first = new ImageDraft().layer(base()).layer(new LayerDraft().file("one", "1"));
    ImageDraft second = new ImageDraft().layer(base()).layer(new LayerDraft().file("two", "2"));
    Path one = install(store, first).root();
    Path two = install(store, second).root();
    assertThat(layers()).hasSize(3);
    assertThat(Files.getAttribute(one.resolve("base"), "unix:ino"))
        .isEqualTo(Files.getAttribute(two.resolve("base"), "unix:ino"));
    assertThat(one.resolve("two")).doesNotExist();

    Digest gone = new Digest(ImageDraft.sha256(first.manifest()));
    assertThat(store.remove(all -> all.stream().filter(gone::equals).toList())).isEqualTo(2);
    assertThat(one).doesNotExist();
    assertThat(two.resolve("base")).hasContent("x");
    assertThat(layers()).hasSize(2);
    assertThat(store.remove(all -> all)).isEqualTo(3);
    assertThat(layers()).isEmpty();
    assertThat(directory.resolve("store").resolve("staging")).isEmptyDirectory();
  }

  @Test
  void what_a_killed_dispatcher_left_is_cleared_and_never_used() throws Exception {
    Path staging = directory.resolve("store").resolve("staging");
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path left = Files.createDirectories(staging.resolve(gone.pid() + "-1").resolve("tree"));
    Files.writeString(left.resolve("base"), "half");
    // In a container every dispatcher has the same id.
    Path namesake =
        Files.createDirectories(staging.resolve(ProcessHandle.current().pid() + "-1000-2"));
    Path unnamed = Files.createDirectories(staging.resolve(ProcessHandle.current().pid() + "-2"));
    Process other = new ProcessBuilder("cat").start();
    long started = other.info().startInstant().orElseThrow().toEpochMilli();
    Path others = Files.createDirectories(staging.resolve(other.pid() + "-" + started + "-3"));
    Path reused = Files.createDirectories(staging.resolve(other.pid() + "-1000-3"));
    Path running = Staging.create(staging);
    InstalledImage image = install(store(), new ImageDraft().layer(base()));
    other.getOutputStream().close();
    assertThat(List.of(left, namesake, unnamed, reused))
        .allSatisfy(path -> assertThat(path).doesNotExist());
    assertThat(List.of(running, others)).allSatisfy(path -> assertThat(path).exists());
    assertThat(image.root().resolve("base")).hasContent("x");
  }

  @Test
  void installed_image_needs_its_place_no_more() throws Exception {
    ImageDraft draft = new ImageDraft().layer(base()).process("{\"Cmd\":[\"a\",\"b\"]}");
    install(store(), draft);
    Digest digest = new Digest(ImageDraft.sha256(draft.manifest()));
    ImageSource.Opening gone =
        () -> {
          throw new ImageException(Reason.DELETED, "gone");
        };
    assertThat(store().install(digest, gone).configuration().command()).containsExactly("a", "b");
  }

  @Test
  void zstd_and_plain_layers_are_read() throws Exception {
    byte[] compressed = new LayerDraft().file("zstd", "x").tar();
    byte[] plain = new LayerDraft().file("plain", "x").tar();
    Path root =
        install(
                store(),
                new ImageDraft()
                    .layer(TAR + "+zstd", Zstd.compress(compressed), ImageDraft.sha256(compressed))
                    .layer(TAR, plain, ImageDraft.sha256(plain)))
            .root();
    assertThat(root.resolve("zstd")).hasContent("x");
    assertThat(root.resolve("plain")).hasContent("x");
  }

  @ParameterizedTest
  @CsvSource({"+gzip", "+zstd", "''"})
  void bomb_is_stopped_by_the_limit(String compression) throws Exception {
    byte[] tar = new LayerDraft().file("zeros", new byte[50_000_000], 0644).tar();
    byte[] blob =
        switch (compression) {
          case "+zstd" -> Zstd.compress(tar);
          case "+gzip" -> gzip(tar);
          default -> tar;
        };
    ImageDraft bomb = new ImageDraft().layer(TAR + compression, blob, ImageDraft.sha256(tar));
    assertThatThrownBy(() -> install(store(), bomb))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("bytes when it is unpacked");
    assertThat(layers()).isEmpty();
    assertThat(directory.resolve("store").resolve("staging")).isEmptyDirectory();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void layers_together_are_held_to_the_limit() {
    ImageDraft draft = new ImageDraft();
    for (int i = 0; i < 3; i++) {
      draft.layer(new LayerDraft().file("file" + i, new byte[400_000], 0644));
    }
    assertThatThrownBy(() -> install(store(), draft))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("bytes when it is unpacked");
  }

  @Test
  void tar_with_another_digest_than_the_configuration_names_is_never_used() throws Exception {
    ImageDraft draft = new ImageDraft().layer(TAR, base().tar(), ImageDraft.sha256(new byte[] {1}));
    assertThatThrownBy(() -> install(store(), draft))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("holds another tar");
    assertThat(layers()).isEmpty();
  }

  @Test
  void parts_with_other_bytes_than_their_digests_name_are_refused() {
    byte[] other = "{}".getBytes(StandardCharsets.UTF_8);
    ImageDraft draft = new ImageDraft().layer(base());
    draft.manifest();
    for (String part : draft.blobs().keySet()) {
      ImageSource forged = new MemorySource(draft, part, other);
      assertThatThrownBy(
              () -> store().install(new Digest(ImageDraft.sha256(draft.manifest())), () -> forged))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("digest");
    }
    assertThatThrownBy(() ->
            store()
                .install(
                    new Digest(ImageDraft.sha256(other)), () -> new MemorySource(draft, "", other)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("digest");
  }

  @Test
  void layer_that_breaks_off_is_fetched_again() throws Exception {
    ImageDraft draft = new ImageDraft().layer(base());
    AtomicInteger failures = new AtomicInteger(2);
    ImageSource flaky =
        new MemorySource(draft, "", new byte[0]) {
          @Override
          public InputStream blob(Descriptor part) throws IOException {
            if (part.mediaType().contains("layer") && failures.getAndDecrement() > 0) {
              throw new IOException("broken off");
            }
            return super.blob(part);
          }
        };
    Digest digest = new Digest(ImageDraft.sha256(draft.manifest()));
    assertThat(store().install(digest, () -> flaky).root().resolve("base")).hasContent("x");
    assertThat(failures.get()).isNegative();
  }

  @Test
  void failed_pull_is_not_repeated_by_each_who_wants_the_image() throws Exception {
    ImageDraft draft = new ImageDraft().layer(base());
    Digest digest = new Digest(ImageDraft.sha256(draft.manifest()));
    AtomicInteger asked = new AtomicInteger();
    ImageSource away =
        new MemorySource(draft, "", draft.manifest()) {
          @Override
          public byte[] manifest(Digest wanted) {
            asked.incrementAndGet();
            return super.manifest(wanted);
          }

          @Override
          public InputStream blob(Descriptor part) throws IOException {
            if (part.mediaType().contains("layer")) {
              throw new IOException("away");
            }
            return super.blob(part);
          }
        };
    ImageStore store = store();
    ThrowingCallable install = () -> store.install(digest, () -> away);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(install).isInstanceOf(ImageException.class).hasMessageContaining("away");
    }
    assertThat(asked).hasValue(1);
    now.addAndGet(5);
    assertThatThrownBy(install).hasMessageContaining("away");
    assertThat(asked).hasValue(2);
    // Whoever names it anew is not answered with the past.
    store.resolve(away, null, null);
    assertThatThrownBy(install).hasMessageContaining("away");
    assertThat(asked).hasValue(3);
  }

  @Test
  void whole_pull_is_bounded_by_time() throws Exception {
    ImageDraft draft = new ImageDraft().layer(base());
    Digest digest = new Digest(ImageDraft.sha256(draft.manifest()));
    AtomicInteger layers = new AtomicInteger();
    ImageSource source =
        new MemorySource(draft, "", new byte[0]) {
          @Override
          public InputStream blob(Descriptor part) throws IOException {
            layers.incrementAndGet();
            return super.blob(part);
          }
        };
    assertThatThrownBy(() -> store(Duration.ofNanos(1)).install(digest, () -> source))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("takes longer than PT0.000000001S");
    assertThat(layers).hasValue(0);
    assertThat(directory.resolve("store").resolve("staging")).isEmptyDirectory();
  }

  @Test
  void image_for_another_machine_is_refused_and_an_index_leads_to_this_one() throws Exception {
    ImageDraft other = new ImageDraft().layer(base()).architecture("s390x");
    assertThatThrownBy(() -> install(store(), other))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("The image is for linux/s390x, this host is linux/");
    ImageDraft own = new ImageDraft().layer(base());
    byte[] index = ImageDraft.index(other, own);
    ImageSource both = new MemorySource(own, "", index);
    assertThat(store().resolve(both, null, null).manifest().digest().hex())
        .isEqualTo(ImageDraft.sha256(own.manifest()));
    ImageSource none = new MemorySource(other, "", ImageDraft.index(other));
    assertThatThrownBy(() -> store().resolve(none, null, null))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("it has [linux/s390x]")
        .extracting(e -> ((ImageException) e).reason())
        .isEqualTo(Reason.INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]",
        "{\"schemaVersion\":1,\"fsLayers\":[]}",
        "no json",
        "{\"config\":{\"digest\":\"sha512:00\",\"size\":1},\"layers\":[]}",
        "{\"config\":{\"digest\":\"sha256:../../x\",\"size\":1},\"layers\":[]}",
        "{\"config\":{\"size\":-1},\"layers\":[]}",
        "{\"manifests\":[]}"
      })
  void document_that_is_no_manifest_is_refused(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    ImageSource source = new MemorySource(new ImageDraft(), "", bytes);
    assertThatThrownBy(() -> store().resolve(source, null, null))
        .isInstanceOf(ImageException.class);
  }

  /// An image in memory, with one part forged.
  private static class MemorySource implements ImageSource {
    private final ImageDraft draft;
    private final String forged;
    private final byte[] content;

    MemorySource(ImageDraft draft, String forged, byte[] content) {
      this.draft = draft;
      this.forged = forged;
      this.content = content;
    }

    @Override
    public byte[] named() {
      return content;
    }

    @Override
    public byte[] manifest(Digest digest) {
      return draft.manifest();
    }

    @Override
    public InputStream blob(Descriptor part) throws IOException {
      byte[] own = draft.blobs().getOrDefault(part.digest().hex(), new byte[0]);
      return new ByteArrayInputStream(part.digest().hex().equals(forged) ? content : own);
    }
  }
}
