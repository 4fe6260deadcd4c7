package dev.tripline.delivery.budget;

import java.time.Duration;

/// How the nodes share the budgets of resources.
///
/// @param lease how long a silent node keeps its part of a budget and starts executions under it; the
///     part is free when the longest of them would have ended as well
/// @param syncWait how long a call that waits for its answer waits for its turn before it is throttled
/// @param waitWithEvents how long events and batches wait for their turn at a time; then they are tried
///     again later, which costs no attempt
public record BudgetSettings(Duration lease, Duration syncWait, Duration waitWithEvents) {

  public BudgetSettings {
    if (lease.toMillis() < 1_000 || syncWait.isNegative() || waitWithEvents.toMillis() < 100) {
      throw new IllegalArgumentException(
          "tripline.budgets: lease ≥ 1s, sync-wait ≥ 0 and wait-with-events ≥ 100ms must hold");
    }
  }

  /// The defaults.
  public static BudgetSettings standard() {
    return new BudgetSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMinutes(1));
  }
}
