package dev.tripline.dispatcher.observability;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The names in an expression of PromQL, or in a query of a board's variable.
///
/// @param meters the series that it selects
/// @param labels those that it selects or groups by
record PromExpression(Set<String> meters, Set<String> labels) {
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
  private static final Pattern VALUES = Pattern.compile("label_values\\((\\w+),\\s*(\\w+)\\)");

  /// A name that is neither a function nor a part of a number.
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w$.])([a-zA-Z_:][\\w:]*)(?!\\w)(?!\\s*\\()");

  private static final Set<String> WORDS =
      Set.of("by", "without", "on", "and", "or", "unless", "bool");

  static PromExpression of(String expression) {
    Set<String> labels = new TreeSet<>();
    var values = VALUES.matcher(expression);
    if (values.matches()) {
      return new PromExpression(Set.of(values.group(1)), Set.of(values.group(2)));
    }
    String rest = TEXT.matcher(expression).replaceAll("\"\"");
    rest = RANGE.matcher(rest).replaceAll("");
    rest = taken(rest, GROUPING, labels);
    rest = taken(rest, SELECTOR, labels);
    Set<String> meters = new TreeSet<>();
    NAME.matcher(rest)
        .results()
        .map(MatchResult::group)
        .filter(name -> !WORDS.contains(name))
        .forEach(meters::add);
    return new PromExpression(meters, labels);
  }

  /// Notes the labels between brackets, and leaves them out.
  private static String taken(String text, Pattern brackets, Set<String> labels) {
    return brackets
        .matcher(text)
        .replaceAll(found -> {
          for (String part : found.group(1).split(",", -1)) {
            String label = part.split("[=!~]", 2)[0].strip();
            if (!label.isEmpty()) {
              labels.add(label);
            }
          }
          return " ";
        });
  }
}
