package dev.tripline.dispatcher.deadletter.transform;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The functions of JSONata that format and parse by a picture. The library makes values as wide as a
/// picture says, and a regular expression of one by which it parses, and neither looks at the time: so
/// pictures and what is parsed are bounded, and times are parsed without one.
final class BoundedPictures {
  private static final int LONGEST_PICTURE = 100;
  private static final int LONGEST_TEXT = 100;
  private static final long LARGEST = 1_000_000_000_000_000L;
  private static final long LARGEST_ROMAN = 10_000;

  /// A width of three digits or more.
  private static final Pattern WIDE = Pattern.compile(",[^\\]]{0,100}[0-9]{3}");

  private BoundedPictures() {}

  /// By their names.
  static Map<String, JFunction> functions() {
    return Map.of(
        "now",
        function(
            (_, args) -> Functions.now(picture("now", text(args, 0)), text(args, 1)), "<s?s?:s>"),
        "fromMillis",
        function(
            (_, args) ->
                Functions.dateTimeFromMillis(
                    number(args), picture("fromMillis", text(args, 1)), text(args, 2)),
            "<n-s?s?:s>"),
        "toMillis",
        function((_, args) -> toMillis(args), "<s-s?:n>"),
        "formatNumber",
        function(
            (_, args) ->
                Functions.formatNumber(
                    number(args),
                    picture("formatNumber", text(args, 1)),
                    args.size() > 2 && args.get(2) instanceof Map<?, ?> options ? options : null),
            "<n-so?:s>"),
        "formatInteger",
        function((_, args) -> formatInteger(args), "<n-s:s>"),
        "parseInteger",
        function(
            (_, args) ->
                Functions.parseInteger(
                    parsed("parseInteger", text(args, 0)), picture("parseInteger", text(args, 1))),
            "<s-s:n>"));
  }

  private static JFunction function(JFunctionCallable body, String signature) {
    return new JFunction(body, signature);
  }

  private static @Nullable String text(List<?> args, int index) {
    return args.size() > index && args.get(index) instanceof String text ? text : null;
  }

  private static @Nullable Number number(List<?> args) {
    return !args.isEmpty() && args.getFirst() instanceof Number number ? number : null;
  }

  private static @Nullable String picture(String function, @Nullable String picture) {
    if (picture != null && (picture.length() > LONGEST_PICTURE || WIDE.matcher(picture).find())) {
      throw new ChangeFailure(
          "$%s: a picture has at most %d characters and widths of two digits"
              .formatted(function, LONGEST_PICTURE));
    }
    return picture;
  }

  private static @Nullable String parsed(String function, @Nullable String text) {
    if (text != null && text.length() > LONGEST_TEXT) {
      throw new ChangeFailure(
          "$%s: the text has more than %d characters".formatted(function, LONGEST_TEXT));
    }
    return text;
  }

  private static @Nullable Object toMillis(List<?> args) throws java.text.ParseException {
    if (text(args, 1) != null) {
      throw new ChangeFailure("$toMillis: times are in ISO 8601; pictures are not available");
    }
    return Functions.dateTimeToMillis(parsed("toMillis", text(args, 0)), null);
  }

  private static @Nullable Object formatInteger(List<?> args) {
    Number value = number(args);
    String picture = picture("formatInteger", text(args, 1));
    boolean roman = picture != null && (picture.startsWith("I") || picture.startsWith("i"));
    if (value != null && Math.abs(value.doubleValue()) > (roman ? LARGEST_ROMAN : LARGEST)) {
      throw new ChangeFailure("$formatInteger: the number is too large for this picture");
    }
    return Functions.formatInteger(value, picture);
  }
}
