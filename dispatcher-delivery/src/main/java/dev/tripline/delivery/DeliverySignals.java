package dev.tripline.delivery;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.DeadLetter;

/// What deliveries tell the outside about themselves.
public record DeliverySignals(
    Milestone.Listener milestones, DeliveryEvents events, DeliveryFigures figures) {

  /// Counts and tells of a dead letter that is kept.
  public void deadLettered(DeadLetter letter) {
    figures.countDeadLettered();
    events.publish(() ->
        new DeliveryEvent.DeadLettered(
            letter.requestId(),
            letter.function(),
            letter.triggerId(),
            letter.id(),
            letter.reason(),
            letter.lastError()));
  }

  /// Nobody listens.
  public static DeliverySignals silent() {
    return new DeliverySignals(
        Milestone.Listener.NONE, new DeliveryEvents(), new DeliveryFigures());
  }
}
