package dev.tripline.store.queue;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.engine.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A finished invocation on its way out of the queue.
final class CompleteChange extends Change<Boolean> {
  final long sequence;
  final long token;
  final @Nullable String orderKey;
  final List<OutboxMessage> followUps;

  CompleteChange(
      Kind<CompleteChange> kind, ClaimedInvocation claim, List<OutboxMessage> followUps) {
    super(kind);
    this.sequence = claim.sequence();
    this.token = claim.token();
    this.orderKey = claim.invocation().orderKey();
    this.followUps = followUps;
  }
}
