package dev.tripline.store.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Keys of blobs: SHA-256 in lower-case hex, and nothing else ever reaches a path.
final class BlobKey {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  private BlobKey() {}

  static String of(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  static String checked(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException("not the key of a blob: " + key);
    }
    return key;
  }
}
