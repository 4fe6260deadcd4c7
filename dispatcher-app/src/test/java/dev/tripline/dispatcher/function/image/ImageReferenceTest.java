package dev.tripline.dispatcher.function.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String HEX =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private static @Nullable Digest digest(@Nullable String hex) {
    return hex == null ? null : new Digest(HEX);
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example/app, registry.example, app, latest, ",
    "registry.example:5000/team/app:v1.2, registry.example:5000, team/app, v1.2, ",
    "localhost:5000/app, localhost:5000, app, latest, ",
    "registry:5000/app:1, registry:5000, app, 1, ",
    "127.0.0.1:5000/a/b__c-d.e:x, 127.0.0.1:5000, a/b__c-d.e, x, ",
    "1.dkr.ecr.us-east-1.amazonaws.com/i:1, 1.dkr.ecr.us-east-1.amazonaws.com, i, 1, ",
    "[::1]:5000/app:1, [::1]:5000, app, 1, ",
    "registry.example/app@sha256:" + HEX + ", registry.example, app, latest, yes",
    "registry.example/app:v1@sha256:" + HEX + ", registry.example, app, v1, yes"
  })
  void names_in_registries_are_read(
      String text, String registry, String name, String tag, @Nullable String pinned)
      throws ImageException {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference)
        .isEqualTo(new ImageReference.InRegistry(registry, name, tag, digest(pinned)));
    assertThat(reference.resolved(new Digest(HEX)))
        .isEqualTo(registry + "/" + name + "@sha256:" + HEX);
    assertThat(ImageReference.parse(reference.resolved(new Digest(HEX))).digest())
        .isEqualTo(new Digest(HEX));
  }

  @ParameterizedTest
  @CsvSource({
    "oci:/srv/images/app, false, /srv/images/app, , ",
    "oci:/srv/images/app:v1, false, /srv/images/app, v1, ",
    "oci-archive:/srv/app.tar, true, /srv/app.tar, , ",
    "oci-archive:/srv/app.tar@sha256:" + HEX + ", true, /srv/app.tar, , yes",
    "oci:/srv/../etc, false, /etc, , "
  })
  void places_on_disk_are_read(
      String text, boolean archive, String path, @Nullable String tag, @Nullable String pinned)
      throws ImageException {
    assertThat(Optional.of(ImageReference.parse(text)))
        .contains(new ImageReference.OnDisk(archive, Path.of(path), tag, digest(pinned)));
  }

  @Test
  void objects_in_buckets_are_read() throws ImageException {
    ImageReference reference = ImageReference.parse("s3://images/team/app.tar");
    assertThat(reference).isEqualTo(new ImageReference.InBucket("images", "team/app.tar", null));
    assertThat(ImageReference.parse(reference.resolved(new Digest(HEX))))
        .isEqualTo(new ImageReference.InBucket("images", "team/app.tar", new Digest(HEX)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app",
        "team/app",
        "library/app:v1",
        "registry.example/App",
        "registry.example/../app",
        "registry.example/app:",
        "registry.example/app@sha256:0123",
        "registry.example/app@md5:" + HEX,
        "https://registry.example/app",
        "user:password@registry.example/app",
        "registry.example:port/app",
        "registry.example/app?x=y",
        "registry.example/app#x",
        "oci:relative/path",
        "oci:",
        "s3://bucket",
        "s3:///key",
        "/srv/app",
        ""
      })
  void other_names_are_refused(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(ImageException.class);
  }
}
