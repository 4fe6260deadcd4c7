package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.LedgerReport;
import java.time.Instant;
import java.util.List;

/// The ledger of one trigger for a time, of all nodes together.
///
/// @param to exclusive
/// @param residual events that are unaccounted for; must be 0
/// @param inexact whether counts may be missing, because a node was found dead
/// @param minutes those in which something was counted
public record LedgerView(
    String trigger,
    Instant from,
    Instant to,
    long inFlightBefore,
    Totals totals,
    long inFlight,
    long residual,
    boolean inexact,
    List<Minute> minutes) {

  /// @param received net of `returned`, since that is received anew
  /// @param trimmed gaps, not records
  public record Totals(
      long received,
      long delivered,
      long filtered,
      long deduplicated,
      long dead,
      long expired,
      long returned,
      long parked,
      long resumed,
      long trimmed) {

    static Totals of(Counts counts) {
      return new Totals(
          counts.of(Entry.RECEIVED) - counts.of(Entry.RETURNED),
          counts.of(Entry.DELIVERED),
          counts.of(Entry.FILTERED),
          counts.of(Entry.DEDUPLICATED),
          counts.of(Entry.DEAD),
          counts.of(Entry.EXPIRED),
          counts.of(Entry.RETURNED),
          counts.of(Entry.PARKED),
          counts.of(Entry.RESUMED),
          counts.of(Entry.TRIMMED));
    }
  }

  /// @param inFlight at its end
  public record Minute(
      Instant minute, @JsonUnwrapped Totals counts, long inFlight, boolean inexact) {}

  static LedgerView of(String trigger, Instant from, Instant to, LedgerReport report) {
    return new LedgerView(
        trigger,
        from,
        to,
        report.heldBefore(),
        Totals.of(report.totals()),
        report.held(),
        report.residual(),
        report.inexact(),
        report.minutes().stream()
            .map(minute ->
                new Minute(
                    minute.start(), Totals.of(minute.counts()), minute.held(), minute.inexact()))
            .toList());
  }
}
