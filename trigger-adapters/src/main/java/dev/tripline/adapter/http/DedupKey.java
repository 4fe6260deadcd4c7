package dev.tripline.adapter.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// CloudEvents demands that `source` and `id` together are unique: a producer that sends both again
/// means the same event.
final class DedupKey {
  private DedupKey() {}

  static String of(String source, String id) {
    try {
      byte[] text = (source.length() + "\n" + source + id).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
