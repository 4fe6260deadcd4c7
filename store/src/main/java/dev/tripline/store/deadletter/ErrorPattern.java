package dev.tripline.store.deadletter;

import dev.tripline.spi.text.CutText;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of an error's message that is the same for every event: quoted values, numbers, ids, times and
/// addresses become `<value>`, `<n>`, `<id>`, `<time>` and `<address>`. A pure function, in time that grows
/// with the length alone.
final class ErrorPattern {
  private static final int LONGEST_READ = 4_000;
  private static final int LONGEST = 240;
  private static final String VALUE = "<value>";
  private static final String NUMBER = "<n>";
  private static final String ID = "<id>";
  private static final String TIME = "<time>";
  private static final String ADDRESS = "<address>";
  private static final int SHORTEST_HEX = 6;
  private static final int SHORTEST_ID = 8;
  private static final int SWITCHES_OF_AN_ID = 3;

  /// No repetition may begin within a word, so that no text is read twice.
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<url>(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*+://[^\\s<>)\\]},]++)"
              + "|(?<mail>(?<![\\w.+-])[\\w.+-]++@[\\w-]++(?:\\.[\\w-]++){1,8})"
              + "|(?<uuid>(?<!\\w)\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}"
              + "-\\p{XDigit}{12}(?!\\w))|(?<date>(?<!\\d)\\d{4}-\\d\\d-\\d\\d(?:[T"
              + " ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d++)?)?"
              + "(?:Z|[+-]\\d\\d:?\\d\\d)?)?(?!\\d))|(?<day>(?<![A-Za-z])(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?"
              + " (?:\\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} {1,2}\\d{1,2})(?: [\\d:]++){0,2}(?:"
              + " [A-Z]{3,4}(?![A-Za-z]))?(?: \\d{4})?(?!\\d))"
              + "|(?<clock>(?<![\\d:])\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d++)?(?![\\d:]))"
              + "|(?<four>(?<![\\w.])\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}(?::\\d{1,5})?(?![\\w.]))"
              + "|(?<six>(?<![\\w:])\\[?(?=[^\\s]{0,8}\\p{XDigit})(?:\\p{XDigit}{0,4}:){2,7}"
              + "\\p{XDigit}{0,4}(?:%\\w{1,16})?(?:\\]:\\d{1,5})?(?![\\w:]))"
              + "|(?<hash>(?<=@)\\p{XDigit}{4,16}(?!\\w))"
              + "|(?<hex>(?<![A-Za-z0-9])0[xX]\\p{XDigit}++)"
              + "|(?<number>(?:(?<=[\\s(=,:\\[])[-+])?(?<![A-Za-z0-9])\\d++(?:[.,]\\d++){1,6}"
              + "(?:[eE][-+]?\\d++)?)"
              + "|(?<word>(?:(?<=[\\s(=,:\\[])[-+])?(?<![A-Za-z0-9])[A-Za-z]*+\\d[A-Za-z0-9]*+)");

  private static final Pattern DIGITS = Pattern.compile("\\d++");
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]++");

  private ErrorPattern() {}

  /// @param message null counts as empty
  /// @return at most 240 characters on one line
  static String of(@Nullable String message) {
    if (message == null) {
      return "";
    }
    String read = CutText.of(message, LONGEST_READ);
    String line = SPACE.matcher(foldQuotes(read)).replaceAll(" ").strip();
    return CutText.of(foldLists(foldParts(line)), LONGEST);
  }

  private static String foldQuotes(String text) {
    StringBuilder folded = new StringBuilder();
    int next = 0;
    while (next < text.length()) {
      int end = quotedUntil(text, next);
      if (end > next) {
        folded.append(VALUE);
        next = end;
      } else {
        folded.append(text.charAt(next++));
      }
    }
    return folded.toString();
  }

  /// The place behind the quoted value that begins here; `from` if none does. An apostrophe within a word is
  /// no quote. A value without an end goes as far as the text.
  private static int quotedUntil(String text, int from) {
    char open = text.charAt(from);
    boolean single = open == '\'';
    if (single && from > 0 && Character.isLetterOrDigit(text.charAt(from - 1))) {
      return from;
    }
    char close =
        switch (open) {
          case '"', '`', '\'' -> open;
          case '“', '„' -> '”';
          case '«' -> '»';
          case '‘' -> '’';
          default -> '\0';
        };
    if (close == '\0') {
      return from;
    }
    for (int i = from + 1; i < text.length(); i++) {
      char here = text.charAt(i);
      if (here == '\\') {
        i++;
      } else if (here == close && !(single && isWithinWord(text, i))) {
        return i + 1;
      } else if (single && here == '\n') {
        return from;
      }
    }
    return single ? from : text.length();
  }

  private static boolean isWithinWord(String text, int place) {
    return place + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(place - 1))
        && Character.isLetterOrDigit(text.charAt(place + 1));
  }

  private static String foldParts(String line) {
    Matcher part = PARTS.matcher(line);
    StringBuilder folded = new StringBuilder();
    while (part.find()) {
      String found = part.group();
      part.appendReplacement(folded, Matcher.quoteReplacement(folded(part, found)));
    }
    return part.appendTail(folded).toString();
  }

  private static String folded(Matcher part, String found) {
    if (part.group("word") != null) {
      return word(found);
    }
    if (part.group("number") != null) {
      return NUMBER;
    }
    if (part.group("date") != null || part.group("day") != null || part.group("clock") != null) {
      return TIME;
    }
    boolean id =
        part.group("uuid") != null || part.group("hash") != null || part.group("hex") != null;
    return id ? ID : ADDRESS;
  }

  /// A word with a digit in it is an id if it is hexadecimal or changes between letters and digits often, and
  /// otherwise a word with numbers.
  private static String word(String text) {
    String word = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    boolean letters = word.chars().anyMatch(Character::isLetter);
    boolean hex = word.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    boolean id =
        letters
            && ((hex && word.length() >= SHORTEST_HEX)
                || (word.length() >= SHORTEST_ID && switches(word) >= SWITCHES_OF_AN_ID));
    return id ? ID : DIGITS.matcher(word).replaceAll(NUMBER);
  }

  private static int switches(String word) {
    int switches = 0;
    for (int i = 1; i < word.length(); i++) {
      if (Character.isDigit(word.charAt(i)) != Character.isDigit(word.charAt(i - 1))) {
        switches++;
      }
    }
    return switches;
  }

  /// Lists of any length are the same.
  private static String foldLists(String line) {
    String folded = line;
    for (String part : List.of(VALUE, NUMBER, ID, TIME, ADDRESS)) {
      for (String between : List.of(", ", ",")) {
        String two = part + between + part;
        while (folded.contains(two)) {
          folded = folded.replace(two, part);
        }
      }
    }
    return folded;
  }
}
