package dev.tripline.spi.text;

/// A text in which a star stands for any characters, or for none. Pure.
public final class StarPattern {
  private StarPattern() {}

  /// Whether the pattern stands for the whole text; in time proportional to the product of both lengths
  /// at most.
  public static boolean matches(String pattern, String text) {
    int star = -1;
    int resumed = 0;
    int i = 0;
    int j = 0;
    while (j < text.length()) {
      if (i < pattern.length() && pattern.charAt(i) == '*') {
        star = i++;
        resumed = j;
      } else if (i < pattern.length() && pattern.charAt(i) == text.charAt(j)) {
        i++;
        j++;
      } else if (star >= 0) {
        i = star + 1;
        j = ++resumed;
      } else {
        return false;
      }
    }
    while (i < pattern.length() && pattern.charAt(i) == '*') {
      i++;
    }
    return i == pattern.length();
  }
}
