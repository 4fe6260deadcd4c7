package dev.tripline.spi.text;

/// Texts that are kept in part. Pure.
public final class CutText {
  private CutText() {}

  /// At most so many characters of a text, without half a character at the end.
  public static String of(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  /// The same, with an ellipsis behind it if something is missing.
  public static String marked(String text, int length) {
    return text.length() <= length ? text : of(text, length) + "…";
  }
}
