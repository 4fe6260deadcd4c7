package dev.tripline.dispatcher.rest.guard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Judges the head of an HTTP/1 request by its bytes: the server's reader is lenient, and a proxy before it
/// may have read another request in the same bytes (RFC 9112, 11.2). Pure.
///
/// The reader moves values within their lines; names and the ends of lines stay where they were.
final class RawHead {
  private static final String LENGTH = "content-length";
  private static final String ENDINGS =
      "lines must end with CR LF, and neither stands elsewhere in the head";
  private static final String ENCODING = "transfer-encoding";

  /// Fields that say where a request ends, where it goes and who sends it: never twice.
  private static final Set<String> SINGLE =
      Set.of("authorization", LENGTH, "content-type", "host", "origin", "sec-fetch-site", ENCODING);

  /// Whether one of them has that many characters.
  private static final boolean[] LENGTHS = new boolean[32];

  static {
    SINGLE.forEach(name -> LENGTHS[name.length()] = true);
  }

  /// An address, with the host that the server compares with the header `Host`.
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?@#]+(/|\\?|$)");

  private RawHead() {}

  /// @param head from the first byte of the request to the empty line, which is included
  /// @param encodings the values of `Transfer-Encoding`
  /// @return the objection in words; null if there is none
  static @Nullable String objection(byte[] head, List<String> encodings) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int end = lineEnd(text, 0);
    if (end < 0) {
      return ENDINGS;
    }
    String line = text.substring(0, end);
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first < 0 || second < 0 || line.indexOf(' ', second + 1) >= 0 || line.indexOf('\t') >= 0) {
      return "the request line must be a method, a target and a version, with one space between";
    }
    String version = line.substring(second + 1);
    if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
      return "the version must be HTTP/1.1 or HTTP/1.0";
    }
    String target = line.substring(first + 1, second);
    if (!target.startsWith("/") && !ABSOLUTE.matcher(target).lookingAt()) {
      return "the target must be a path, or begin with http:// and the host";
    }
    List<String> seen = new ArrayList<>(SINGLE.size());
    for (int from = end + 2; from < text.length(); from = end + 2) {
      end = lineEnd(text, from);
      if (end < 0) {
        return ENDINGS;
      }
      if (end == from) {
        break;
      }
      int length = nameLength(text, from, end);
      if (length == 0) {
        return "each header must be a name, a colon and a value, on a line of its own";
      }
      if (length < LENGTHS.length && LENGTHS[length]) {
        String name = text.substring(from, from + length).toLowerCase(Locale.ROOT);
        if (SINGLE.contains(name)) {
          if (seen.contains(name)) {
            return "the header " + name + " is given twice";
          }
          seen.add(name);
        }
      }
    }
    return framing(seen, encodings, version);
  }

  /// The place of the CR LF that ends a line, or of the end of the text; below 0 if one of the two comes without
  /// the other.
  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\r', from);
    int feed = text.indexOf('\n', from);
    if (end < 0 && feed < 0) {
      return text.length();
    }
    return end >= 0 && feed == end + 1 ? end : -1;
  }

  /// 0 if the line has no colon, nothing before it, or white space.
  private static int nameLength(String text, int from, int end) {
    int at = from;
    while (at < end) {
      char c = text.charAt(at);
      if (c == ':') {
        return at - from;
      }
      if (c == ' ' || c == '\t') {
        return 0;
      }
      at++;
    }
    return 0;
  }

  private static @Nullable String framing(
      List<String> fields, List<String> encodings, String version) {
    if (!fields.contains(ENCODING)) {
      return null;
    }
    if (fields.contains(LENGTH)) {
      return "content-length and transfer-encoding exclude each other";
    }
    return encodings.size() == 1
            && encodings.getFirst().equalsIgnoreCase("chunked")
            && version.equals("HTTP/1.1")
        ? null
        : "the only transfer-encoding is chunked, of HTTP/1.1";
  }
}
