package dev.tripline.delivery.queue;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.retry.OrderKey;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Keeps messages that are given up as dead letters, each as a batch of one, so that a redrive runs the
/// function with it.
final class MessageLetters {
  private final QueueSource source;
  private final QueueDelivery.Trigger trigger;
  private final DeliveryServices services;

  MessageLetters(QueueSource source, QueueDelivery.Trigger trigger, DeliveryServices services) {
    this.source = source;
    this.trigger = trigger;
    this.services = services;
  }

  /// Returns after the commit.
  void keep(Delivery delivery, BatchFailure failure) {
    Instant now = services.clock().instant();
    DeadLetter letter =
        new DeadLetter(
            id(delivery, now),
            failure.requestId(),
            trigger.function(),
            trigger.id(),
            failure.reason(),
            failure.error(),
            source.toPayload(List.of(delivery)),
            failure.response(),
            attempts(delivery, failure),
            delivery.firstSeen() == null ? now : delivery.firstSeen(),
            now,
            0,
            links(delivery));
    var signals = services.signals();
    signals.milestones().reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
    services.deadLetters().add(List.of(letter), List.of());
    signals.milestones().reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
    signals.deadLettered(letter);
  }

  private DeadLetter.Links links(Delivery delivery) {
    DeadLetter.Links links =
        delivery.group() == null
            ? DeadLetter.Links.NONE
            : DeadLetter.Links.inOrder(OrderKey.of(trigger.id(), delivery.group()), "0");
    return links.in(Trace.of(delivery.trace()));
  }

  /// The same for a message that comes again because the queue did not hear that it is given up, and for
  /// a copy of it.
  private String id(Delivery delivery, Instant now) {
    Instant seen = delivery.firstSeen();
    return delivery.identity() == null || seen == null
        ? TimeOrderedId.at(now)
        : TimeOrderedId.of(seen, trigger.id() + " " + delivery.identity());
  }

  /// All that failed, as far as the queue kept them, and this one.
  private static List<Attempt> attempts(Delivery delivery, BatchFailure failure) {
    List<Attempt> attempts = new ArrayList<>(delivery.earlier());
    Attempt last = failure.attempt(delivery.attempt());
    if (last != null) {
      attempts.add(last);
    }
    return attempts;
  }
}
