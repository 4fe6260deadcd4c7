package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Which values are masked, and how.
///
/// @param function its name; null for events of all functions
/// @param trigger its id; null for events of all triggers, and of none
/// @param paths of values
/// @param headers names in lower case, of headers and attributes of messages
/// @param patterns of any text; a JSON value with a match in it is masked as a whole
/// @param way in which the value is shown
/// @param hidesWords whether words of functions are hidden where the payload is not at hand that they may repeat
public record MaskingRule(
    @Nullable String function,
    @Nullable String trigger,
    List<MaskPath> paths,
    List<String> headers,
    List<Pattern> patterns,
    Way way,
    boolean hidesWords) {

  public MaskingRule {
    paths = List.copyOf(paths);
    headers = List.copyOf(headers);
    patterns = List.copyOf(patterns);
  }

  /// What is shown of a value; all of them are said to be masked.
  ///
  /// @param label of a text: what tells it apart, or nothing
  /// @param cut characters of the text that the label shows at most; 0 if it is no part of it
  public record Way(UnaryOperator<String> label, int cut) {
    public static final Way HIDE = new Way(_ -> "");

    /// With a label that is no part of the text.
    public Way(UnaryOperator<String> label) {
      this(label, 0);
    }

    /// The last characters of texts of at least twice as many.
    public static Way last(int keep) {
      return new Way(
          text -> {
            int characters = text.codePointCount(0, text.length());
            return characters < 2 * keep
                ? ""
                : "\u2026" + text.substring(text.offsetByCodePoints(text.length(), -keep));
          },
          keep);
    }

    /// Whether the label is a part of the text, so that objects and lists have none.
    boolean cuts() {
      return cut > 0;
    }

    /// How much it shows: of two ways for a value, the one with less holds.
    int shows() {
      return equals(HIDE) ? 0 : 1 + cut;
    }
  }

  /// Whether it is about JSON, so that nothing else can be shown where it holds.
  boolean needsJson() {
    return !paths.isEmpty() || !headers.isEmpty();
  }

  /// @param ofTrigger null for none
  boolean isAbout(String ofFunction, @Nullable String ofTrigger) {
    return (function == null || function.equals(ofFunction))
        && (trigger == null || trigger.equals(ofTrigger));
  }

  /// Whether it may be about events of a function, whatever brought them.
  ///
  /// @param ofFunction null for any
  boolean maybeAbout(@Nullable String ofFunction) {
    return function == null || ofFunction == null || function.equals(ofFunction);
  }
}
