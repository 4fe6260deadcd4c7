package dev.tripline.delivery.ledger;

import java.time.Duration;

/// How the ledger is kept.
///
/// @param flushInterval how often counts are checked and written
/// @param silence how long a node may not write before what it held counts as given back
/// @param retention how long minutes are kept
public record LedgerSettings(Duration flushInterval, Duration silence, Duration retention) {

  public LedgerSettings {
    if (flushInterval.toMillis() < 10
        || silence.compareTo(flushInterval.multipliedBy(3)) < 0
        || retention.toHours() < 1) {
      throw new IllegalArgumentException(
          "tripline.ledger: flush-interval ≥ 10ms, silence ≥ 3 flush-intervals and retention ≥ 1h"
              + " must hold");
    }
  }

  /// The defaults.
  public static LedgerSettings standard() {
    return new LedgerSettings(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofDays(30));
  }
}
