package dev.tripline.dispatcher.lambdaapi.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.signing.PackageSignature.Finding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "META-INF/SIG-code.js",
        "META-INF/CODE.SF",
        "META-INF/CODE.RSA",
        "META-INF/deeper/CODE.SF",
      })
  void a_file_that_looks_as_one_of_a_signature_is_signed_by_nobody(String name) throws Exception {
    assertThat(find(ZipSigner.changed(signed, name, "code")))
        .isEqualTo(new Finding.Sound(Set.of()));
  }

  @Test
  void a_second_signature_is_none() throws Exception {
    byte[] both = other.sign(ZipSigner.changed(signed, "added.py", "more"));
    assertThat(find(both)).isEqualTo(new Finding.Sound(Set.of()));
    assertThat(find(other.sign(signed))).isEqualTo(new Finding.Sound(Set.of()));
  }

  /// The other zip stands where the signed one has its comment, and a byte behind its end makes readers
  /// differ in which of the two it is.
  @Test
  void a_zip_within_a_signed_one_is_signed_by_nobody() throws Exception {
    byte[] inner = plain.clone();
    ByteBuffer two =
        ByteBuffer.allocate(signed.length + inner.length + 1).order(ByteOrder.LITTLE_ENDIAN);
    two.put(signed).put(inner).put((byte) 0);
    two.putShort(signed.length - 2, (short) (inner.length + 1));
    assertThat(find(two.array())).isEqualTo(new Finding.Sound(Set.of()));
    assertThat(find(Arrays.copyOf(signed, signed.length + 1)))
        .isEqualTo(new Finding.Sound(Set.of()));
  }

  /// Whoever looks for directories by their names passes over it; it is unpacked as a link.
  @Test
  void a_link_that_is_named_as_a_directory_is_signed_by_nobody() throws Exception {
    byte[] zip = ZipSigner.changed(signed, "index.py/", "lib/more.py");
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int at = bytes.getInt(zip.length - 22 + 16);
    for (int left = bytes.getShort(zip.length - 22 + 10); left > 1; left--) {
      at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30) + bytes.getShort(at + 32);
    }
    bytes.put(at + 5, (byte) 3).putInt(at + 38, 0120777 << 16);
    assertThat(find(zip)).isEqualTo(new Finding.Sound(Set.of()));
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
