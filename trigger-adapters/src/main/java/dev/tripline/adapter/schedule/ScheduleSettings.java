package dev.tripline.adapter.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A schedule and the events that it fires.
///
/// @param triggerId under which the position is remembered
/// @param since before which nothing is due, of a schedule that is new or has been changed
public record ScheduleSettings(
    String triggerId, Schedule schedule, CatchUp catchUp, Instant since, Content content) {

  /// The contents of events.
  ///
  /// @param name of the trigger
  /// @param input JSON that the function gets instead of a scheduled event; null for the event
  public record Content(String name, String region, String accountId, @Nullable String input) {}
}
