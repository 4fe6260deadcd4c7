package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.invocation.Attempt;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// A payload as it is shown, and what is shown of words that may repeat it: its masked values are masked in
/// them too, written as in the payload or as in JSON. What a function has made of a value is not recognised.
public final class MaskedPayload {
  private static final int MOST_TEXTS = 2_000;

  /// Shorter ones are found only as words of their own, and hide the whole text.
  private static final int SHORTEST = 4;

  /// What stands at the end of a text of which the rest is left out.
  private static final String ELLIPSIS = "\u2026";

  private final @Nullable JsonNode json;
  private final @Nullable String text;
  private final boolean masked;
  private final List<Pattern> patterns;
  private final List<String> texts;
  private final boolean hidesWords;

  /// What is masked in words.
  ///
  /// @param values that are known
  /// @param hidesWords whether words are hidden as a whole, since they may repeat what is not known
  record Echo(List<Pattern> patterns, Set<String> values, boolean hidesWords) {
    static final Echo NONE = new Echo(List.of(), Set.of(), false);
  }

  /// @param json null if it is none, or hidden
  /// @param text of one that is no JSON; null if it is hidden
  /// @param masked whether something of it is not shown
  MaskedPayload(@Nullable JsonNode json, @Nullable String text, boolean masked, Echo echo) {
    this.json = json;
    this.text = text;
    this.masked = masked;
    this.patterns = List.copyOf(echo.patterns);
    this.texts =
        echo.values.stream()
            .filter(value -> !value.isBlank())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.hidesWords = echo.hidesWords || texts.size() > MOST_TEXTS;
  }

  /// Null if it is no JSON, or hidden.
  public @Nullable JsonNode json() {
    return json;
  }

  /// Of one that is no JSON; null if it is hidden.
  public @Nullable String text() {
    return text;
  }

  public boolean masked() {
    return masked;
  }

  /// As text, for comparisons.
  public byte[] shown() {
    String whole = json == null ? text : json.toString();
    return (whole == null ? MaskedValues.WHOLE : whole).getBytes(StandardCharsets.UTF_8);
  }

  /// Another payload that was made of this one.
  public byte[] words(byte[] made) {
    String all = new String(made, StandardCharsets.UTF_8);
    JsonNode tree = InnerJson.read(made);
    JsonNode shown = tree == null ? StringNode.valueOf(String.valueOf(words(all))) : words(tree);
    return String.valueOf(shown).getBytes(StandardCharsets.UTF_8);
  }

  /// Words that may repeat the payload.
  public @Nullable String words(@Nullable String words) {
    if (words == null || words.isEmpty()) {
      return words;
    }
    if (hidesWords) {
      return MaskedValues.WHOLE;
    }
    String shown = words;
    for (String value : texts) {
      if (value.length() < SHORTEST) {
        if (isIn(shown, value)) {
          return MaskedValues.WHOLE;
        }
      } else {
        shown = shown.replace(value, MaskedValues.WHOLE);
        shown = shown.replace(quoted(value), MaskedValues.WHOLE);
      }
    }
    return matching(withoutBegun(shown, isCut(words)), patterns);
  }

  private static String quoted(String value) {
    String quoted = StringNode.valueOf(value).toString();
    return quoted.substring(1, quoted.length() - 1);
  }

  /// Whether only a part of the words was kept.
  private static boolean isCut(String words) {
    return words.endsWith(ELLIPSIS) || words.length() >= Attempt.LONGEST_MESSAGE - 1;
  }

  /// Cut words may end within a value.
  private String withoutBegun(String words, boolean cut) {
    if (!cut) {
      return words;
    }
    boolean marked = words.endsWith(ELLIPSIS);
    String kept = marked ? words.substring(0, words.length() - ELLIPSIS.length()) : words;
    int begun = 0;
    for (String value : texts) {
      begun = Math.max(begun, Math.max(begun(kept, value), begun(kept, quoted(value))));
    }
    return begun < SHORTEST
        ? words
        : kept.substring(0, kept.length() - begun) + MaskedValues.WHOLE + (marked ? ELLIPSIS : "");
  }

  /// How many characters at the end of words a value begins with. Linear, as Knuth, Morris and Pratt search.
  private static int begun(String words, String value) {
    int most = Math.min(words.length(), value.length());
    int[] borders = new int[most + 1];
    borders[0] = -1;
    for (int i = 0, border = -1; i < most; borders[++i] = ++border) {
      while (border >= 0 && value.charAt(border) != value.charAt(i)) {
        border = borders[border];
      }
    }
    int begun = 0;
    for (int i = words.length() - most; i < words.length(); i++, begun++) {
      while (begun >= 0 && (begun == most || value.charAt(begun) != words.charAt(i))) {
        begun = borders[begun];
      }
    }
    return begun;
  }

  /// An answer that may repeat the payload. A text if it is no JSON without what is masked.
  public @Nullable JsonNode words(@Nullable JsonNode answer) {
    if (answer == null) {
      return null;
    }
    String all = answer.toString();
    String shown = words(all);
    if (shown == null || shown.equals(all)) {
      return answer;
    }
    try {
      return StrictJson.exact(shown);
    } catch (JacksonException _) {
      return StringNode.valueOf(shown);
    }
  }

  static String matching(String words, List<Pattern> patterns) {
    String shown = words;
    for (Pattern pattern : patterns) {
      shown = pattern.matcher(shown).replaceAll(MaskedValues.WHOLE);
    }
    return shown;
  }

  private static boolean isIn(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      if ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
          && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }
}
