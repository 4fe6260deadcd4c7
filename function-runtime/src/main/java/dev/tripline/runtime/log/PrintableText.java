package dev.tripline.runtime.log;

/// Text of others made fit for a terminal and for one line of a log: characters that move the cursor,
/// reorder what is read or begin a new record are written as a backslash, `u` and four digits. Letters
/// of all scripts stay.
public final class PrintableText {
  private PrintableText() {}

  /// The same text, if there is nothing of that kind in it.
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text, i)) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static String escaped(String text, int from) {
    StringBuilder escaped = new StringBuilder(text.length() + 32);
    escaped.append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(text, i)) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isPlain(String text, int at) {
    char c = text.charAt(at);
    if ((c >= ' ' && c < 0x7f) || c == '\t') {
      return true;
    }
    return switch (Character.getType(c)) {
      // ESC, CR, LF, C1 and the like; ends of lines and of paragraphs
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
      // the marks of bidirectional text, joiners, tags
      case Character.FORMAT -> false;
      case Character.SURROGATE -> isPair(text, at) && !isTag(text, at);
      default -> true;
    };
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  /// Characters of that sort beyond the first plane are invisible.
  private static boolean isTag(String text, int at) {
    int start = Character.isHighSurrogate(text.charAt(at)) ? at : at - 1;
    return Character.getType(text.codePointAt(start)) == Character.FORMAT;
  }
}
