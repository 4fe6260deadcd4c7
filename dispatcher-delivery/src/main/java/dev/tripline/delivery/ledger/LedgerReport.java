package dev.tripline.delivery.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ledger of one trigger for a time, of all nodes together.
///
/// @param minutes those in which something was counted
/// @param totals of all minutes
/// @param heldBefore events in flight before the first
/// @param held events in flight after the last
public record LedgerReport(List<Minute> minutes, Counts totals, long heldBefore, long held) {

  /// @param held in flight at its end
  /// @param inexact whether counts may be missing, because a node was found dead in it
  public record Minute(Instant start, Counts counts, long held, boolean inexact) {}

  /// Whether counts may be missing.
  public boolean inexact() {
    return minutes.stream().anyMatch(Minute::inexact);
  }

  /// The number of events unaccounted for; 0 if the ledger balances. Positive if something was received
  /// of which nobody knows what became of it.
  public long residual() {
    return heldBefore + totals.balance() - held;
  }

  /// @param rows by minute; those before `from` only say what was held
  static LedgerReport of(List<LedgerStore.Read> rows, Instant from) {
    Map<String, Long> held = new HashMap<>();
    List<Minute> minutes = new ArrayList<>();
    Counts totals = Counts.NONE;
    long before = 0;
    for (LedgerStore.Read row : rows) {
      held.put(row.node(), row.held());
      long now = held.values().stream().mapToLong(Long::longValue).sum();
      if (row.minute() < from.toEpochMilli()) {
        before = now;
        continue;
      }
      totals = totals.plus(row.counts());
      Instant start = Instant.ofEpochMilli(row.minute());
      Counts counts = row.counts();
      boolean inexact = row.inexact();
      if (!minutes.isEmpty() && minutes.getLast().start().equals(start)) {
        Minute others = minutes.removeLast();
        counts = counts.plus(others.counts());
        inexact |= others.inexact();
      }
      minutes.add(new Minute(start, counts, now, inexact));
    }
    long after = held.values().stream().mapToLong(Long::longValue).sum();
    return new LedgerReport(List.copyOf(minutes), totals, before, after);
  }
}
