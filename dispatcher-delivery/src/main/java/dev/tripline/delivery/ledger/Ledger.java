package dev.tripline.delivery.ledger;

import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.liveness.VitalThreads;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the ledgers of all triggers: counts in memory, writes them every few seconds and at the stop in
/// one commit, and logs an error when what was received is not what became of it. Safe for many
/// threads.
///
/// The ends of events that the store itself settles are written with that: dead letters, records behind
/// parked keys, and for shards that nodes share by leases everything up to a commit. Of the others, such
/// as those of Kafka and of queues, a node that dies loses what it counted since its last write, of
/// received and settled alike; the minute is marked as inexact. What the node held counts as given back to
/// the source once it has been silent for long enough.
public final class Ledger implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

  private final LedgerStore store;
  private final LedgerSettings settings;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Map<String, Kept> accounts = new ConcurrentHashMap<>();
  private final PollTimer timer;
  private final Thread thread =
      VitalThreads.ofPlatform("ledger").unstarted(this::flushUntilStopped);
  private String node = UUID.randomUUID().toString();
  private boolean opened;
  private Instant forgot = Instant.EPOCH;

  /// @param clock the store's
  public Ledger(
      LedgerStore store, LedgerSettings settings, InstantSource clock, MeterRegistry meters) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
    this.timer = new PollTimer(settings.flushInterval());
  }

  private record Kept(CountedLedger account, String name, List<Meter> meters) {}

  void start() {
    thread.start();
  }

  /// The account of a trigger on this node; always the same for the same id, until [#forget].
  ///
  /// @param name for meters and log lines
  public TriggerLedger account(String triggerId, String name) {
    return accounts.computeIfAbsent(triggerId, id -> kept(id, name)).account();
  }

  private Kept kept(String id, String name) {
    CountedLedger account = new CountedLedger(id);
    List<Meter> own = new ArrayList<>();
    own.add(
        Gauge.builder("tripline.ledger.residual", account, a -> (double) a.residual())
            .description("events that a trigger received and of which nobody knows what became")
            .tag("trigger", name)
            .strongReference(true)
            .register(meters));
    for (Entry entry : Entry.values()) {
      own.add(
          FunctionCounter.builder(
                  "tripline.trigger.events", account, a -> (double) a.counted(entry))
              .description("what became of the events of a trigger on this node")
              .tag("trigger", name)
              .tag("outcome", entry.text())
              .register(meters));
    }
    return new Kept(account, name, own);
  }

  /// The trigger is gone: its last counts are written, and it has no more account here.
  public void forget(String triggerId) {
    Kept kept = accounts.get(triggerId);
    if (kept != null) {
      flush(false);
      accounts.remove(triggerId);
      kept.meters().forEach(meters::remove);
    }
  }

  /// The ends of the trigger's events, of all nodes together, as far as they have written them.
  public LedgerReport report(String triggerId, Instant from, Instant to) {
    return LedgerReport.of(store.read(triggerId, from, to), from);
  }

  /// The number of the trigger's events that are unaccounted for on this node, for certain.
  public long residual(String triggerId) {
    Kept kept = accounts.get(triggerId);
    return kept == null ? 0 : kept.account().residual();
  }

  /// Takes the ends of the trigger's events that are not written yet, for the store to write them in the
  /// transaction that commits the trigger's progress. Does not block for longer than some milliseconds.
  public Counts take(String triggerId) {
    Kept kept = accounts.get(triggerId);
    return kept == null ? Counts.NONE : kept.account().take();
  }

  /// The transaction was not committed.
  public void giveBack(String triggerId, Counts taken) {
    Kept kept = accounts.get(triggerId);
    if (kept != null) {
      kept.account().giveBack(taken);
    }
  }

  private void flushUntilStopped() {
    timer.loop(this::runOnce, "The ledger could not be written", "Writing the ledger");
  }

  private boolean runOnce() {
    flush(false);
    long minute = minute();
    int dead = store.closeDead(minute);
    if (dead > 0) {
      log.info("{} nodes are gone; what they had in flight is given back to its sources", dead);
    }
    Instant now = clock.instant();
    if (forgot.plus(FORGET_EVERY).isBefore(now)) {
      forgot = now;
      store.forget(now.minus(settings.retention()));
    }
    return false;
  }

  private long minute() {
    return Math.floorDiv(clock.millis(), 60_000) * 60_000;
  }

  /// Checks and writes all accounts.
  ///
  /// @param last whether it is the last time
  public synchronized void flush(boolean last) {
    if (!opened) {
      store.open(node, settings.silence());
      opened = true;
    }
    List<CountedLedger> changed = new ArrayList<>();
    List<LedgerStore.Row> rows = collect(changed, last);
    if (!add(changed, rows)) {
      node = UUID.randomUUID().toString();
      log.warn("This node was silent for so long that the ledger has closed its books; new ones");
      store.open(node, settings.silence());
      accounts.values().forEach(kept -> kept.account().takenForDead());
      changed.clear();
      add(changed, collect(changed, last));
    }
  }

  private boolean add(List<CountedLedger> changed, List<LedgerStore.Row> rows) {
    boolean added = false;
    try {
      added = store.add(node, settings.silence(), rows);
    } finally {
      for (int i = 0; i < rows.size(); i++) {
        if (added) {
          changed.get(i).wrote(rows.get(i));
        } else {
          changed.get(i).notWritten(rows.get(i));
        }
      }
    }
    return added;
  }

  private List<LedgerStore.Row> collect(List<CountedLedger> changed, boolean last) {
    long minute = minute();
    List<LedgerStore.Row> rows = new ArrayList<>();
    for (Kept kept : accounts.values()) {
      CountedLedger account = kept.account();
      long before = account.residual();
      for (LedgerStore.Row row : account.unwritten(minute, last)) {
        rows.add(row);
        changed.add(account);
      }
      logChange(kept, before, account.residual());
    }
    return rows;
  }

  private static void logChange(Kept kept, long before, long residual) {
    if (residual == before) {
      return;
    }
    if (residual == 0) {
      log.info("The ledger of trigger {} balances again", kept.name());
    } else {
      log.error(
          "The ledger of trigger {} does not balance: {} events are unaccounted for. Compare"
              + " /v1/triggers/{}/ledger with the source and the function's records",
          kept.name(),
          residual,
          kept.account().triggerId());
    }
  }

  /// Writes what is left and closes this node's ledger: what is in flight counts as given back.
  @Override
  public void close() {
    timer.stop();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(5));
      }
      flush(true);
      store.close(node, minute());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted before the last counts of the ledger were written; others close it");
    } catch (RuntimeException e) {
      log.warn("The last counts of the ledger could not be written; other nodes close it", e);
    }
  }
}
