package dev.tripline.dispatcher.deadletter;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes dead letters that have been kept for their time, a few hundred in a transaction, on one node at a
/// time. One thread.
final class LetterExpiry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LetterExpiry.class);
  static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int MOST_TRIGGERS = 10_000;
  private static final int AT_ONCE = 200;
  private static final int MOST_OF_A_TRIGGER = 10_000;

  /// The time of an id and of its letter's death may differ by that much.
  private static final Duration APART = Duration.ofHours(1);

  private final Stores stores;
  private final DeadLetterQueries queries;
  private final LetterLimits limits;
  private final TriggerLease lease;
  private final PollThread thread;

  LetterExpiry(Stores stores, DeadLetterQueries queries, LetterLimits limits, TriggerLease lease) {
    this.stores = stores;
    this.queries = queries;
    this.limits = limits;
    this.lease = lease;
    this.thread =
        new PollThread(
            "expiry of dead letters",
            INTERVAL,
            this::runOnce,
            "Dead letters that are too old stay for now",
            "Removing old dead letters");
  }

  void start() {
    thread.start();
  }

  /// @return whether there may be more to remove now
  boolean runOnce() {
    if (!lease.hold()) {
      return false;
    }
    Map<String, Duration> own = limits.triggers().deadLetterRetentions();
    if (own.isEmpty() && limits.settings().retention().isZero()) {
      return false;
    }
    boolean more = false;
    for (DeadLetterQueries.Group group :
        queries.groups(Filter.ALL, GroupBy.TRIGGER, MOST_TRIGGERS)) {
      Optional<Duration> kept = limits.retention(group.value(), own);
      if (kept.isPresent() && lease.hold()) {
        more |= remove(group.value(), stores.clock().instant().minus(kept.get()));
      }
    }
    return more;
  }

  private boolean remove(@Nullable String trigger, Instant before) {
    String named = trigger == null ? Filter.NO_TRIGGER : trigger;
    RedriveScope scope =
        RedriveScope.of(new Filter(null, named, null, null, null, before))
            .until(TimeOrderedId.at(before.plus(APART)));
    Target of = trigger == null ? Target.deadLetter("*") : new Target("trigger", trigger);
    int removed = 0;
    String after = "";
    while (removed < MOST_OF_A_TRIGGER) {
      List<String> ids = stores.deadLetterScan().ids(scope, after, AT_ONCE);
      if (ids.isEmpty()) {
        break;
      }
      removed += stores.deadLetters().expire(ids, of);
      after = ids.getLast();
    }
    if (removed > 0) {
      log.info(
          "{} dead letters of {} are gone: they died before {}",
          removed,
          trigger == null ? "no trigger" : "trigger " + trigger,
          before);
    }
    return removed >= MOST_OF_A_TRIGGER;
  }

  @Override
  public void close() {
    thread.close();
  }
}
