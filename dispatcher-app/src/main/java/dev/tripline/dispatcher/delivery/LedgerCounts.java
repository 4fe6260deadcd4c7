package dev.tripline.dispatcher.delivery;

import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.LedgerStore;
import dev.tripline.store.settlement.Settled;
import dev.tripline.store.settlement.SettledCounts;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The ledger's counts of events that the store settles, in the same transactions. Each of a few rows
/// takes the counts of some threads, so that their transactions seldom wait for one another.
final class LedgerCounts implements SettledCounts {
  private static final int SLOTS = 8;
  private static final long MINUTE = 60_000;

  private final JdbcLedgerStore store;
  private final Ledger ledger;
  private final InstantSource clock;
  private final String node = UUID.randomUUID().toString();

  /// @param clock the store's
  LedgerCounts(JdbcLedgerStore store, Ledger ledger, InstantSource clock) {
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void add(JdbcClient sql, String triggerId, Settled what, long events) {
    write(
        sql,
        triggerId,
        switch (what) {
          case DEAD -> Counts.settled(Entry.DEAD, events);
          case EXPIRED -> Counts.settled(Entry.EXPIRED, events);
          case PARKED -> Counts.settled(Entry.PARKED, events);
          case KNOWN -> Counts.settled(Entry.DEDUPLICATED, events);
          case DRAINED -> Counts.resumed(Entry.DELIVERED, events);
          case DISCARDED -> Counts.resumed(Entry.DEAD, events);
        });
  }

  @Override
  public Untold take(String triggerId) {
    Counts taken = ledger.take(triggerId);
    return new Untold() {
      @Override
      public void write(JdbcClient sql) {
        LedgerCounts.this.write(sql, triggerId, taken);
      }

      @Override
      public void giveBack() {
        ledger.giveBack(triggerId, taken);
      }
    };
  }

  private void write(JdbcClient sql, String triggerId, Counts counts) {
    if (!counts.isEmpty()) {
      long minute = Math.floorDiv(clock.millis(), MINUTE) * MINUTE;
      String slot = node + "/" + Math.floorMod(Thread.currentThread().threadId(), SLOTS);
      store.addSettled(sql, slot, new LedgerStore.Row(triggerId, minute, counts, 0));
    }
  }
}
