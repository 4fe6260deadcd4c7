package dev.tripline.delivery.ledger;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The number of events of each entry. Immutable.
public final class Counts {
  static final Counts NONE = of(_ -> 0);

  private final Map<Entry, Long> events;

  private Counts(Map<Entry, Long> events) {
    this.events = events;
  }

  public static Counts of(ToLongFunction<Entry> events) {
    Map<Entry, Long> all = new EnumMap<>(Entry.class);
    for (Entry entry : Entry.values()) {
      long number = events.applyAsLong(entry);
      if (number != 0) {
        all.put(entry, number);
      }
    }
    return new Counts(all);
  }

  /// Events that were received and came to this end.
  public static Counts settled(Entry end, long events) {
    return of(entry -> entry == end || entry == Entry.RECEIVED ? events : 0);
  }

  /// Events that were taken from behind parked keys and came to this end.
  public static Counts resumed(Entry end, long events) {
    return of(entry -> entry == end || entry == Entry.RESUMED ? events : 0);
  }

  public long of(Entry entry) {
    return events.getOrDefault(entry, 0L);
  }

  public boolean isEmpty() {
    return events.isEmpty();
  }

  Counts plus(Counts other) {
    return of(entry -> of(entry) + other.of(entry));
  }

  Counts minus(Counts other) {
    return of(entry -> of(entry) - other.of(entry));
  }

  /// The number of events that must be in flight by these entries.
  long balance() {
    long balance = 0;
    for (Map.Entry<Entry, Long> entry : events.entrySet()) {
      balance += entry.getKey().sign() * entry.getValue();
    }
    return balance;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Counts counts && events.equals(counts.events);
  }

  @Override
  public int hashCode() {
    return events.hashCode();
  }

  @Override
  public String toString() {
    return events.toString();
  }
}
