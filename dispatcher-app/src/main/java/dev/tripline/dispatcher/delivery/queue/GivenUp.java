package dev.tripline.dispatcher.delivery.queue;

import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.store.DeadLetter;
import java.time.Instant;
import java.util.List;

/// Keeps messages that are given up as dead letters, each as a batch of one, so that a redrive runs the
/// function with it.
final class GivenUp {
  private final QueueSource source;
  private final QueueDelivery.Settings settings;
  private final QueueDelivery.Services services;

  GivenUp(QueueSource source, QueueDelivery.Settings settings, QueueDelivery.Services services) {
    this.source = source;
    this.settings = settings;
    this.services = services;
  }

  /// Returns after the commit.
  void keep(Delivery delivery, BatchFailure failure) {
    Instant now = services.clock().instant();
    DeadLetter letter =
        new DeadLetter(
            TimeOrderedId.at(now),
            failure.requestId(),
            settings.function(),
            settings.triggerId(),
            failure.reason(),
            failure.error(),
            source.toPayload(List.of(delivery)),
            failure.response(),
            failure.attempts(delivery.attempt()),
            delivery.firstSeen() == null ? now : delivery.firstSeen(),
            now,
            0);
    var signals = services.signals();
    signals.milestones().reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
    services.deadLetters().add(letter);
    signals.milestones().reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
    signals.deadLettered(letter);
  }
}
