package dev.tripline.dispatcher.trigger;

import java.time.Duration;

/// Leases of triggers that run on one node at a time.
@FunctionalInterface
public interface TriggerLeases {

  /// @param length the time for which a silent node keeps it
  TriggerLease of(String triggerId, Duration length);
}
