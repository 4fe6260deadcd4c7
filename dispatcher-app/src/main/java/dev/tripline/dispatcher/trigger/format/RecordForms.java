package dev.tripline.dispatcher.trigger.format;

import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.filter.InvalidFilterException;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import java.util.List;

/// The filters that choose records, samples of what they look at, and the formats in which functions get
/// records.
public record RecordForms(EventFilters filters, RecordSamples samples, Formats formats) {

  /// The filter of a trigger, of whose records samples are kept.
  ///
  /// @throws InvalidFilterException if a pattern cannot be used
  public EventFilter filter(Trigger trigger, FilteredSource source, List<String> patterns) {
    return samples.watched(trigger.id(), source, patterns, filters.compile(source, patterns));
  }
}
