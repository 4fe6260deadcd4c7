package dev.tripline.delivery.filter;

/// Says which records of a source a trigger wants. Pure; safe for many threads.
@FunctionalInterface
public interface EventFilter {
  /// Takes everything without looking.
  EventFilter ALL = _ -> true;

  /// @param record as it stands in a batch, UTF-8 JSON
  boolean matches(byte[] record);
}
