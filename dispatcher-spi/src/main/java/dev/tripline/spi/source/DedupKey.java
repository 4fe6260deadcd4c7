package dev.tripline.spi.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Makes deduplication keys ([Event#dedupKey()]) of one length from texts of any. Pure.
public final class DedupKey {
  private DedupKey() {}

  /// The SHA-256 of the text's UTF-8, in hex.
  ///
  /// @param text identifies the event among those of its trigger; where it is put together of several
  ///     parts, they must be told apart by it
  public static String of(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
