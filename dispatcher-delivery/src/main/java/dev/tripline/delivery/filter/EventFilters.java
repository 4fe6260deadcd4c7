package dev.tripline.delivery.filter;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Makes filters of event patterns: a record is wanted if any of them matches it. The patterns are
/// those of AWS's event source mappings, matched by event-ruler, which AWS publishes. Pure; safe for
/// many threads.
///
/// * Operators: exact values, `null`, `""`, `prefix`, `suffix`, `equals-ignore-case`, `anything-but`
///   with values, `numeric`, `exists`, `$or`. Others, `wildcard` and `cidr` among them, are refused:
///   AWS does not have them here.
/// * Numbers are compared by their values: 300 is 300.0. A number and a text are never equal, so that
///   `numeric` matches nothing below DynamoDB's images.
/// * `exists` looks at leaves: an object or an empty list counts as not there. A `$or` with one branch
///   is that branch.
/// * The branches of all `$or` together make 1,000 combinations at most; so do the `numeric` of a pattern
///   with its combinations.
/// * Of equal names in one object, of a pattern or of a record, the last counts.
public final class EventFilters {
  private static final int MAX_CHARACTERS = 4_096;

  /// As EventBridge has it.
  private static final int MAX_ALTERNATIVES = 1_000;

  /// Ranges are dear: a thousand take a second.
  private static final int MAX_RANGES = 1_000;

  private final FilterSettings settings;

  public EventFilters(FilterSettings settings) {
    this.settings = settings;
  }

  /// @param patterns JSON; none lets every record in
  /// @throws InvalidFilterException if one of them cannot be used, or there are too many
  public EventFilter compile(FilteredSource source, List<String> patterns) {
    if (patterns.isEmpty()) {
      return EventFilter.ALL;
    }
    if (patterns.size() > settings.patterns()) {
      throw new InvalidFilterException(
          "at most " + settings.patterns() + " filters are possible, not " + patterns.size());
    }
    List<Alternative> alternatives = new ArrayList<>();
    for (ObjectNode pattern : parsed(patterns)) {
      PatternReader.read(source, pattern)
          .forEach(part -> alternatives.add(Alternative.of(source, part, settings.complexity())));
    }
    return record -> {
      RecordView view = RecordView.of(source, record);
      for (Alternative alternative : alternatives) {
        if (alternative.matches(view)) {
          return true;
        }
      }
      return false;
    };
  }

  /// The patterns, none of which is looked at any further unless all of them together can be compiled
  /// quickly.
  private static List<ObjectNode> parsed(List<String> patterns) {
    List<ObjectNode> parsed = new ArrayList<>();
    int count = 0;
    long ranges = 0;
    for (String pattern : patterns) {
      if (pattern.length() > MAX_CHARACTERS) {
        throw new InvalidFilterException(
            "a pattern has at most " + MAX_CHARACTERS + " characters, not " + pattern.length());
      }
      ObjectNode object = PatternReader.parse(pattern);
      int own = AlternativeCount.of(object, MAX_ALTERNATIVES);
      count += own;
      ranges += (long) own * AlternativeCount.ranges(object);
      if (count > MAX_ALTERNATIVES) {
        throw new InvalidFilterException(
            "the branches of $or make more than "
                + MAX_ALTERNATIVES
                + " combinations: the branches of one are combined with those of every other");
      }
      if (ranges > MAX_RANGES) {
        throw new InvalidFilterException(
            "the numeric ranges and the combinations in which they stand are more than "
                + MAX_RANGES);
      }
      parsed.add(object);
    }
    return parsed;
  }
}
