package dev.tripline.dispatcher.access.signature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The parts of an HTTP request that a signature covers, besides its body. Text holds one byte in each
/// character (ISO 8859-1), as servlets hand it out.
///
/// @param path as it was sent, neither decoded nor normalised
/// @param query as it was sent; empty if there is none
/// @param headers by their names in lower case; the values in the order in which they were sent
public record SignedRequest(
    String method, String path, String query, Map<String, List<String>> headers) {

  /// @param name in lower case
  List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /// Gathers the headers of a request.
  public static final class Headers {
    private final Map<String, List<String>> byName = new LinkedHashMap<>();

    /// Adds one line of the request's head.
    public Headers add(String name, String value) {
      String lower = name.toLowerCase(Locale.ROOT);
      List<String> before = byName.put(lower, List.of(value));
      if (before != null) { // seldom
        List<String> all = new ArrayList<>(before);
        all.add(value);
        byName.put(lower, all);
      }
      return this;
    }

    public Map<String, List<String>> byName() {
      return byName;
    }
  }
}
