package dev.tripline.delivery;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Milestone;

/// The signals of deliveries to the outside: milestones, events, figures and attempts.
public record DeliverySignals(
    Milestone.Listener milestones,
    DeliveryEvents events,
    DeliveryFigures figures,
    AttemptListener attempts) {

  /// Counts a dead letter that is kept, and publishes it.
  public void deadLettered(DeadLetter letter) {
    figures.countDeadLettered();
    events.publish(() ->
        new DeliveryEvent.DeadLettered(
            letter.requestId(),
            letter.function(),
            letter.triggerId(),
            letter.id(),
            letter.attempts().isEmpty() ? 0 : letter.attempts().getLast().number(),
            letter.reason(),
            letter.lastError(),
            letter.attempts().isEmpty() ? null : letter.attempts().getLast().duration()));
  }

  /// The same, but attempts are not told.
  DeliverySignals withoutAttempts() {
    return new DeliverySignals(milestones, events, figures, AttemptListener.NONE);
  }

  /// Signals without subscribers.
  public static DeliverySignals silent() {
    return new DeliverySignals(
        Milestone.Listener.NONE, new DeliveryEvents(), new DeliveryFigures(), AttemptListener.NONE);
  }
}
