package dev.tripline.delivery.stream;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.stream.collect.Part;
import dev.tripline.retry.batch.BatchOutcome;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports the progress of a shard's batches to the ledger, the figures, the subscribers of events and
/// the delivery's listener. Safe for many threads.
final class ProgressReports {
  private static final Logger log = LoggerFactory.getLogger(ProgressReports.class);

  private final ShardContext context;

  ProgressReports(ShardContext context) {
    this.context = context;
  }

  /// The function has answered, failed or timed out, or could not be run.
  void attempted(BatchOutcome outcome) {
    boolean succeeded =
        switch (outcome) {
          case BatchOutcome.Succeeded() -> true;
          case BatchOutcome.StoppedAt(int index) -> index > 0;
          case BatchOutcome.Failed _, BatchOutcome.NotRun _ -> false;
        };
    if (!(outcome instanceof BatchOutcome.NotRun)) {
      context.services().signals().attempts().attempted(context.trigger().id(), succeeded);
    }
  }

  /// The function has taken the first `count` records of the part.
  void delivered(Part part, int count, InvocationResult result) {
    context.services().ledger().count(Entry.DELIVERED, count);
    var signals = context.services().signals();
    signals.figures().countDelivered(count);
    signals
        .events()
        .publish(() ->
            new DeliveryEvent.Delivered(
                part.requestId(),
                context.trigger().function(),
                context.trigger().id(),
                part.state().attempts() + 1,
                result.duration()));
    context.listener().settled(context.shardId(), count, 0, null);
  }

  /// The part is tried again after the delay.
  ///
  /// @param counts whether the failure used up an attempt
  void retried(Part part, @Nullable String error, Duration delay, boolean counts) {
    log.info(
        "A batch of {} records of shard {} is tried again in {}: {}",
        part.size(),
        context.shardId(),
        delay,
        error);
    context.listener().waiting(context.shardId(), String.valueOf(error), delay);
    var signals = context.services().signals();
    signals.milestones().reached(Milestone.RETRY_SCHEDULED);
    signals.figures().countRetried();
    signals
        .events()
        .publish(() ->
            new DeliveryEvent.Retried(
                part.requestId(),
                context.trigger().function(),
                context.trigger().id(),
                part.state().attempts() + 1,
                error,
                delay,
                counts));
  }

  /// Records are dead letters now, and the ledger has them.
  ///
  /// @param fresh the number of those that were not dead letters before
  /// @param entry their end in the ledger
  void kept(int records, int fresh, Entry entry, @Nullable String error) {
    var ledger = context.services().ledger();
    ledger.recorded(Counts.settled(entry, fresh));
    ledger.recorded(Counts.settled(Entry.DEDUPLICATED, records - fresh));
    context.listener().settled(context.shardId(), 0, records, error);
  }
}
