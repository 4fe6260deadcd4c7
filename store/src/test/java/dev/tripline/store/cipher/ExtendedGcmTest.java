package dev.tripline.store.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors of https://c2sp.org/XAES-256-GCM.
class ExtendedGcmTest {
  private static final byte[] PLAIN = "XAES-256-GCM".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NONCE =
      "ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "1, '', ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
    "3, c2sp.org/XAES-256-GCM, 986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
  })
  void published_vectors_hold(byte key, String bound, String expected) throws Exception {
    byte[] keyBytes = new byte[32];
    Arrays.fill(keyBytes, key);
    ExtendedGcm gcm = new ExtendedGcm(keyBytes);
    byte[] with = bound.getBytes(StandardCharsets.US_ASCII);
    byte[] sealed = Arrays.copyOf(NONCE, NONCE.length + PLAIN.length + ExtendedGcm.TAG_BYTES);
    gcm.encrypt(NONCE, with, PLAIN, sealed, NONCE.length);
    assertThat(HexFormat.of().formatHex(sealed, NONCE.length, sealed.length)).isEqualTo(expected);
    assertThat(gcm.decrypt(sealed, 0, with)).isEqualTo(PLAIN);
  }
}
