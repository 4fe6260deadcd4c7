package dev.tripline.dispatcher.trigger.sample;

import dev.tripline.delivery.filter.FilteredSource;
import java.time.Instant;
import java.util.List;

/// A record that a filter has looked at.
///
/// @param taken whether the filter wanted it
/// @param filters the patterns as they were then
/// @param source the form of the source's records
/// @param record as the filter saw it, UTF-8 JSON
public record RecordSample(
    String triggerId,
    Instant at,
    boolean taken,
    List<String> filters,
    FilteredSource source,
    byte[] record) {

  public RecordSample {
    filters = List.copyOf(filters);
  }

  /// Samples are counted by this.
  record Sort(String triggerId, boolean taken) {}
}
