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
  private static final int MOST = 10_000;
  private static final int AT_ONCE = 200;
  private static final int MOST_OF_ONE = 10_000;

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
    boolean more = ofTriggers();
    return ofFunctions() || more;
  }

  private boolean ofTriggers() {
    Map<String, Duration> own = limits.triggers().deadLetterRetentions();
    if (own.isEmpty() && limits.settings().retention().isZero()) {
      return false;
    }
    boolean more = false;
    for (DeadLetterQueries.Group group : queries.groups(Filter.ALL, GroupBy.TRIGGER, MOST)) {
      String trigger = group.value();
      Optional<Duration> kept = limits.retention(trigger, own);
      if (trigger != null && kept.isPresent() && lease.hold()) {
        more |= remove(null, trigger, new Target("trigger", trigger), kept.get());
      }
    }
    return more;
  }

  /// Letters of no trigger.
  private boolean ofFunctions() {
    Map<String, Duration> own = limits.functions().all();
    if (own.isEmpty() && limits.settings().retention().isZero()) {
      return false;
    }
    boolean more = false;
    Filter none = new Filter(null, Filter.NO_TRIGGER, null, null, null, null);
    for (DeadLetterQueries.Group group : queries.groups(none, GroupBy.FUNCTION, MOST)) {
      String function = group.value();
      Optional<Duration> kept = limits.retention(function, own);
      if (function != null && kept.isPresent() && lease.hold()) {
        Target of = new Target("function", function);
        more |= remove(function, Filter.NO_TRIGGER, of, kept.get());
      }
    }
    return more;
  }

  /// @param function null for letters of all
  /// @param of what the audit says of it
  private boolean remove(@Nullable String function, String trigger, Target of, Duration kept) {
    Instant before = stores.clock().instant().minus(kept);
    RedriveScope scope =
        RedriveScope.of(new Filter(function, trigger, null, null, null, before))
            .until(TimeOrderedId.at(before.plus(APART)));
    int removed = 0;
    String after = "";
    while (removed < MOST_OF_ONE) {
      List<String> ids = stores.deadLetterScan().ids(scope, after, AT_ONCE);
      if (ids.isEmpty()) {
        break;
      }
      removed += stores.deadLetters().expire(ids, of);
      after = ids.getLast();
    }
    if (removed > 0) {
      log.info(
          "{} dead letters of {} {} are gone: they died before {}",
          removed,
          of.kind(),
          of.id(),
          before);
    }
    return removed >= MOST_OF_ONE;
  }

  @Override
  public void close() {
    thread.close();
  }
}
