package dev.tripline.spi.source.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request to the address of a trigger. Its array is not copied: nobody changes it.
///
/// @param method in upper case
/// @param path below the trigger's address, with a leading slash and still percent-encoded; empty for
///     the address itself
/// @param query as it was sent, without the question mark; null if there was none
/// @param headers by name, which is made lower case; a header that came several times is one value,
///     joined with `, ` (RFC 9110, 5.3)
/// @param body complete, and within the host's limit for requests; empty if there was none
public record HttpPush(
    String method, String path, @Nullable String query, Map<String, String> headers, byte[] body) {

  public HttpPush {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach(
        (name, value) -> lower.merge(name.toLowerCase(Locale.ROOT), value, HttpPush::join));
    headers = Map.copyOf(lower);
  }

  /// @param name in any case
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  private static String join(String first, String second) {
    return first + ", " + second;
  }
}
