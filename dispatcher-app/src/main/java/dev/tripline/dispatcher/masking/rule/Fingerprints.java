package dev.tripline.dispatcher.masking.rule;

import dev.tripline.dispatcher.masking.MaskingRule.Way;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Short texts that are equal for equal values, and that nobody can make or guess back without the key.
///
/// @param key 256 bits
record Fingerprints(byte[] key) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 8;

  Way way() {
    return new Way(this::of);
  }

  String of(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      byte[] all = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return "#" + HexFormat.of().formatHex(Arrays.copyOf(all, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
