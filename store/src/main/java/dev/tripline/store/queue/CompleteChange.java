package dev.tripline.store.queue;

import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.engine.Change;
import java.util.List;

/// A finished invocation on its way out of the queue.
final class CompleteChange extends Change<Boolean> {
  final long sequence;
  final long token;
  final List<OutboxMessage> followUps;

  CompleteChange(
      Kind<CompleteChange> kind, long sequence, long token, List<OutboxMessage> followUps) {
    super(kind);
    this.sequence = sequence;
    this.token = token;
    this.followUps = followUps;
  }
}
