package dev.tripline.dispatcher.dashboard.text;

/// Writes the characters that change the direction of text as escapes that are seen, as Java has them: with
/// one of them a caller's text could make a page read otherwise than it is.
final class VisibleText {
  private VisibleText() {}

  /// The same text if it has none of them.
  static String of(String text) {
    if (text.chars().noneMatch(VisibleText::turns)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(one -> {
          if (turns(one)) {
            shown.append("\\u%04x".formatted(one));
          } else {
            shown.append((char) one);
          }
        });
    return shown.toString();
  }

  /// Unicode's property `Bidi_Control`.
  private static boolean turns(int character) {
    return character == 0x061C
        || character == 0x200E
        || character == 0x200F
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
