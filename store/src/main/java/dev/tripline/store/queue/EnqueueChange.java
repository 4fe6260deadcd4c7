package dev.tripline.store.queue;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.engine.Change;
import java.time.Instant;
import java.util.List;

/// An invocation on its way into the queue.
final class EnqueueChange extends Change<Enqueued> {
  static final long FIRST_TOKEN = 1;

  final NewInvocation invocation;
  final boolean claim;

  EnqueueChange(Kind<EnqueueChange> kind, NewInvocation invocation, boolean claim) {
    super(kind);
    this.invocation = invocation;
    this.claim = claim;
  }

  /// The part of the deduplication key that keeps triggers apart.
  String dedupScope() {
    String trigger = invocation.triggerId();
    return trigger == null ? "" : trigger;
  }

  void accepted(long sequence, Instant acceptedAt) {
    succeed(
        claim
            ? new Enqueued.Claimed(
                new ClaimedInvocation(
                    sequence, FIRST_TOKEN, invocation, acceptedAt, List.of(), 0, 0))
            : new Enqueued.Waiting());
  }
}
