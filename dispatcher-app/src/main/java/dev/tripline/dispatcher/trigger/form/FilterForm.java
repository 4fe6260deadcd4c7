package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.filter.InvalidFilterException;
import dev.tripline.dispatcher.rest.FormReader;
import java.util.List;

/// Reads `filters`: event patterns, each a JSON object or its text.
public record FilterForm(EventFilters filters) {

  /// @param fresh whether they must be usable: what was accepted before may have had other limits
  public List<String> read(FormReader form, FilteredSource source, boolean fresh) {
    List<String> patterns = patterns(form);
    if (fresh) {
      try {
        filters.compile(source, patterns);
      } catch (InvalidFilterException e) {
        form.invalid("filters", e.getMessage() + " " + e.detail());
      }
    }
    return patterns;
  }

  /// The patterns as JSON, whether they can be used or not.
  public static List<String> patterns(FormReader form) {
    return form.elements("filters").stream()
        .map(pattern -> pattern.isString() ? pattern.stringValue() : pattern.toString())
        .toList();
  }
}
