package dev.tripline.adapter.bucket;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Keys as they stand in notifications. Pure.
public final class ObjectKeys {
  /// Stands where bytes are no text.
  private static final char REPLACEMENT = '\uFFFD';

  private static final Pattern SENT_REPLACEMENT =
      Pattern.compile("\uFFFD|%EF%BF%BD", Pattern.CASE_INSENSITIVE);

  private ObjectKeys() {}

  /// As S3 does it: like a form, but with its slashes.
  public static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  /// @throws IllegalArgumentException if it is not encoded correctly, or not of a text in UTF-8: two such
  ///     keys must not become one
  static String decoded(String encoded) {
    String key = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    long replaced = key.chars().filter(c -> c == REPLACEMENT).count();
    if (replaced > 0 && replaced != SENT_REPLACEMENT.matcher(encoded).results().count()) {
      throw new IllegalArgumentException("the key is no text in UTF-8");
    }
    return key;
  }
}
