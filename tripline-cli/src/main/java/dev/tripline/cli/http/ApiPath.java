package dev.tripline.cli.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A path with a query, made piece by piece; every piece is encoded.
public final class ApiPath {
  private final StringBuilder text;
  private boolean asked;

  private ApiPath(String root) {
    text = new StringBuilder(root);
  }

  /// @param root of constant words, such as `/v1/triggers`
  public static ApiPath of(String root) {
    return new ApiPath(root);
  }

  /// Appends words of a caller as one segment.
  public ApiPath segment(String words) {
    text.append('/').append(encoded(words));
    return this;
  }

  /// Appends constant words, such as `/pause`.
  public ApiPath then(String words) {
    text.append(words);
    return this;
  }

  /// Adds a parameter, unless it has no value.
  public ApiPath with(String name, @Nullable Object value) {
    if (value != null) {
      text.append(asked ? '&' : '?').append(name).append('=').append(encoded(value.toString()));
      asked = true;
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /// As a signature wants it: a space is `%20`, and `~` is itself.
  private static String encoded(String words) {
    return URLEncoder.encode(words, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
