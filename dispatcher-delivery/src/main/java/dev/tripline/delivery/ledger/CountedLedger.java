package dev.tripline.delivery.ledger;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Counts in memory since this node began to work for the trigger.
final class CountedLedger implements TriggerLedger {
  private static final int LOOKS = 20;
  private static final long BETWEEN_LOOKS = 500_000;
  private static final Set<Entry> ENDS =
      EnumSet.of(Entry.DELIVERED, Entry.FILTERED, Entry.DEDUPLICATED, Entry.DEAD, Entry.EXPIRED);

  private final String triggerId;
  private final Map<Entry, LongAdder> counts = new EnumMap<>(Entry.class);
  private final List<Held> holdings = new CopyOnWriteArrayList<>();
  private final ResidualWatch watch = new ResidualWatch();
  private volatile long residual;

  // what the store knows, or is being told; guarded by this
  private Counts written = Counts.NONE;
  private long heldWritten;
  private long minuteWritten;

  CountedLedger(String triggerId) {
    this.triggerId = triggerId;
    for (Entry entry : Entry.values()) {
      counts.put(entry, new LongAdder());
    }
  }

  @Override
  public void count(Entry entry, long events) {
    adder(entry).add(events);
  }

  private LongAdder adder(Entry entry) {
    LongAdder adder = counts.get(entry);
    if (adder == null) {
      throw new IllegalStateException("every entry has an adder");
    }
    return adder;
  }

  @Override
  public synchronized void recorded(Counts change) {
    for (Entry entry : Entry.values()) {
      if (entry != Entry.RECEIVED) {
        count(entry, change.of(entry));
      }
    }
    written = written.plus(change);
  }

  /// Takes the ends that were counted and are not written yet, and as many receipts, so that they change
  /// nothing of what is in flight. To be written, or [#giveBack].
  synchronized Counts take() {
    Counts open = counts().minus(written);
    Counts ends = Counts.of(entry -> ENDS.contains(entry) ? open.of(entry) : 0);
    Counts change = ends.plus(Counts.of(e -> e == Entry.RECEIVED ? -ends.balance() : 0));
    written = written.plus(change);
    return change;
  }

  /// What was taken could not be written.
  synchronized void giveBack(Counts change) {
    written = written.minus(change);
  }

  @Override
  public Holding inFlight(LongSupplier held) {
    Held holding = new Held(held);
    holdings.add(holding);
    return holding;
  }

  private final class Held implements Holding {
    private final LongSupplier events;

    Held(LongSupplier events) {
      this.events = events;
    }

    @Override
    public void close() {
      holdings.remove(this);
    }
  }

  long counted(Entry entry) {
    return adder(entry).sum();
  }

  private Counts counts() {
    return Counts.of(this::counted);
  }

  private long held() {
    long held = 0;
    for (Held holding : holdings) {
      held += holding.events.getAsLong();
    }
    return held;
  }

  /// The number of events that are unaccounted for, for certain; 0 if the ledger balances.
  long residual() {
    return residual;
  }

  /// Counts and holdings at one moment.
  record Sample(Counts counts, long held) {
    long residual() {
      return counts.balance() - held;
    }
  }

  /// Looks until counts and holdings agree, since a look may fall between counting and letting go; not
  /// for longer than some milliseconds.
  private Sample look() {
    for (int i = 1; ; i++) {
      Sample sample = new Sample(counts(), held());
      if (sample.residual() == residual || i == LOOKS) {
        return sample;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  /// The row to be added to the store's ledger, or nothing: because nothing has changed, or because
  /// counts and holdings do not agree and it is not certain yet that they never will.
  ///
  /// It counts as written from now on, unless [#notWritten] is called.
  ///
  /// @param last whether this is the last look
  synchronized List<LedgerStore.Row> unwritten(long minute, boolean last) {
    Sample sample = look();
    boolean certain = watch.sampled(sample, residual);
    if (certain) {
      residual = sample.residual();
    } else if (!last) {
      return List.of();
    }
    Counts change = sample.counts().minus(written);
    boolean same = change.equals(Counts.NONE) && sample.held() == heldWritten;
    if (same && (heldWritten == 0 || minute == minuteWritten)) {
      return List.of();
    }
    written = written.plus(change);
    return List.of(new LedgerStore.Row(triggerId, minute, change, sample.held()));
  }

  synchronized void wrote(LedgerStore.Row row) {
    heldWritten = row.held();
    minuteWritten = row.minute();
  }

  synchronized void notWritten(LedgerStore.Row row) {
    giveBack(row.change());
  }

  /// Another node believed this one dead and took what it held as given back. It was not, so it counts
  /// as received once more.
  synchronized void takenForDead() {
    written = written.minus(Counts.of(e -> e == Entry.RECEIVED ? heldWritten : 0));
    heldWritten = 0;
  }

  String triggerId() {
    return triggerId;
  }
}
