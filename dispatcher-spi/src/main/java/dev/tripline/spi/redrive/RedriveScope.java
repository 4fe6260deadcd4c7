package dev.tripline.spi.redrive;

import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dead letters that a run is about.
///
/// @param filter of those that are meant; unused if ids are given
/// @param ids of those that are meant; empty if the filter tells
/// @param until the last id that is meant: what dies later is not part of the run. Null for no end
public record RedriveScope(Filter filter, List<String> ids, @Nullable String until) {
  public RedriveScope {
    ids = List.copyOf(ids);
  }

  public static RedriveScope of(Filter filter) {
    return new RedriveScope(filter, List.of(), null);
  }

  public static RedriveScope of(List<String> ids) {
    return new RedriveScope(Filter.ALL, ids, null);
  }

  public RedriveScope until(String last) {
    return new RedriveScope(filter, ids, last);
  }
}
