package dev.tripline.delivery.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the ledger is kept.
///
/// @param flushInterval how often counts are checked and written
/// @param silence how long a node may not write before what it held counts as given back
/// @param retention how long minutes are kept
@ConfigurationProperties("tripline.ledger")
public record LedgerSettings(
    @DefaultValue("2s") Duration flushInterval,
    @DefaultValue("60s") Duration silence,
    @DefaultValue("30d") Duration retention) {

  public LedgerSettings {
    if (flushInterval.toMillis() < 10
        || silence.compareTo(flushInterval.multipliedBy(3)) < 0
        || retention.toHours() < 1) {
      throw new IllegalArgumentException(
          "tripline.ledger: flush-interval ≥ 10ms, silence ≥ 3 flush-intervals and retention ≥ 1h"
              + " must hold");
    }
  }
}
