package dev.tripline.delivery.filter;

import java.util.ArrayList;
import java.util.List;

/// Makes filters of event patterns: a record is wanted if any of them matches it. The patterns are
/// those of AWS's event source mappings, matched by event-ruler, which AWS publishes. Pure; safe for
/// many threads.
///
/// * Operators: exact values, `null`, `""`, `prefix`, `suffix`, `equals-ignore-case`, `anything-but`
///   with values, `numeric`, `exists`, `$or`. Others, `wildcard` and `cidr` among them, are refused:
///   AWS does not have them here.
/// * An exact number equals one that is written alike: 300 is not 300.0. `numeric` compares values.
/// * `exists` looks at leaves: an object or an empty list counts as not there. A `$or` with one branch
///   is that branch.
/// * Of equal names in one object, of a pattern or of a record, the last counts.
public final class EventFilters {
  private static final int MAX_CHARACTERS = 4_096;

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
    for (String pattern : patterns) {
      if (pattern.length() > MAX_CHARACTERS) {
        throw new InvalidFilterException(
            "a pattern has at most " + MAX_CHARACTERS + " characters, not " + pattern.length());
      }
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
}
