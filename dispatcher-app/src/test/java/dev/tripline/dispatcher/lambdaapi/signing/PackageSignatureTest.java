package dev.tripline.dispatcher.lambdaapi.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.signing.PackageSignature.Finding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A package is signed if every file of it is, by one certificate that is valid.
class PackageSignatureTest {
  @TempDir static Path folder;
  private static ZipSigner signer;
  private static ZipSigner other;
  private static byte[] plain;
  private static byte[] signed;

  @BeforeAll
  static void sign() throws Exception {
    signer = ZipSigner.create(folder, "signer");
    other = ZipSigner.create(folder, "other");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : new String[] {"index.py", "lib/more.py"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("code".getBytes(StandardCharsets.UTF_8));
      }
    }
    plain = out.toByteArray();
    signed = signer.sign(plain);
  }

  private static Finding find(byte[] zip) throws Exception {
    return PackageSignature.of(new ByteArrayInputStream(zip), Instant.now());
  }

  @Test
  void names_the_certificate_that_signed_every_file() throws Exception {
    assertThat(find(signed)).isEqualTo(new Finding.Sound(Set.of(signer.sha256())));
    assertThat(find(plain)).isEqualTo(new Finding.Sound(Set.of()));
  }

  @Test
  void a_file_that_was_added_later_is_signed_by_nobody() throws Exception {
    assertThat(find(ZipSigner.changed(signed, "added.py", "more")))
        .isEqualTo(new Finding.Sound(Set.of()));
  }

  @Test
  void a_file_that_was_added_later_and_signed_by_another_has_no_signer_in_common()
      throws Exception {
    byte[] both = other.sign(ZipSigner.changed(signed, "added.py", "more"));
    assertThat(find(both)).isEqualTo(new Finding.Sound(Set.of(other.sha256())));
  }

  @Test
  void a_file_that_was_changed_breaks_the_signature() throws Exception {
    assertThat(find(ZipSigner.changed(signed, "index.py", "other code")))
        .isInstanceOf(Finding.Broken.class);
  }

  @Test
  void a_certificate_that_is_over_signs_nothing() throws Exception {
    Instant later = Instant.now().plus(Duration.ofDays(365));
    assertThat(PackageSignature.of(new ByteArrayInputStream(signed), later))
        .isEqualTo(new Finding.Sound(Set.of()));
  }
}
