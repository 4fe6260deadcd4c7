package dev.tripline.dispatcher.access.signature;

/// Percent-encoding as signatures have it: all but letters, digits and `-._~`, in capitals. Each
/// character stands for a byte.
final class UriText {
  private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();

  private UriText() {}

  /// @param slashes `true` to leave slashes as they are
  static void encode(String text, boolean slashes, StringBuilder out) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isUnreserved(c) && !(slashes && c == '/')) {
        out.append(text, from, i).append('%').append(DIGITS[(c >> 4) & 15]).append(DIGITS[c & 15]);
        from = i + 1;
      }
    }
    if (from == 0) {
      out.append(text);
    } else {
      out.append(text, from, text.length());
    }
  }

  static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    encode(text, false, out);
    return out.toString();
  }

  /// A percent sign that begins no escape stands for itself.
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        out.append((char) (high * 16 + low));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
