package dev.tripline.cli.output;

/// Words of others, made safe for a terminal.
public final class Plain {
  private Plain() {}

  /// One line: tabs stay; other control characters, and those that reorder text or cannot be seen, are escapes.
  public static String line(String words) {
    return escaped(words, false);
  }

  /// The same for a text whose line ends stay.
  public static String text(String words) {
    return escaped(words, true);
  }

  private static String escaped(String words, boolean lineEnds) {
    StringBuilder out = null;
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      boolean kept = c == '\t' || (lineEnds && c == '\n');
      if (!kept && acts(c)) {
        if (out == null) {
          out = new StringBuilder(words.length() + 16).append(words, 0, i);
        }
        out.append("\\u").append(String.format("%04x", (int) c));
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? words : out.toString();
  }

  private static boolean acts(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
