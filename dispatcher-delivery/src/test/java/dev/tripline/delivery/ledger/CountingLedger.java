package dev.tripline.delivery.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// A ledger of one trigger in memory.
public final class CountingLedger implements TriggerLedger {
  private final Map<Entry, Long> entries = new EnumMap<>(Entry.class);
  private final List<LongSupplier> holdings = new CopyOnWriteArrayList<>();

  @Override
  public synchronized void count(Entry entry, long events) {
    entries.merge(entry, events, Long::sum);
  }

  @Override
  public void recorded(Counts change) {
    for (Entry entry : Entry.values()) {
      if (entry != Entry.RECEIVED) {
        count(entry, change.of(entry));
      }
    }
  }

  @Override
  public Holding inFlight(LongSupplier held) {
    holdings.add(held);
    return () -> holdings.remove(held);
  }

  public synchronized long of(Entry entry) {
    return entries.getOrDefault(entry, 0L);
  }

  /// What cannot be accounted for.
  public synchronized long residual() {
    long balance =
        entries.entrySet().stream()
            .mapToLong(entry -> entry.getKey().sign() * entry.getValue())
            .sum();
    return balance - holdings.stream().mapToLong(LongSupplier::getAsLong).sum();
  }

  @Override
  public synchronized String toString() {
    return entries.toString();
  }
}
