package dev.tripline.runtime.image.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A SHA-256, the name of a part of an image.
///
/// @param hex lower-case
public record Digest(String hex) {
  private static final String PREFIX = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex");
    }
  }

  /// Reads `sha256:…`; other algorithms are refused.
  public static Digest parse(String text) throws ImageException {
    String hex = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "";
    if (!HEX.matcher(hex).matches()) {
      throw ImageException.invalid("A digest must be sha256: and 64 lower-case hex digits.");
    }
    return new Digest(hex);
  }

  public static Digest of(byte[] bytes) {
    MessageDigest algorithm = algorithm();
    algorithm.update(bytes);
    return ended(algorithm);
  }

  public static Digest ended(MessageDigest algorithm) {
    return new Digest(HexFormat.of().formatHex(algorithm.digest()));
  }

  public static MessageDigest algorithm() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
