package dev.tripline.dispatcher.delivery;

import dev.tripline.spi.invocation.Milestone;

/// What deliveries tell the outside about themselves.
public record DeliverySignals(
    Milestone.Listener milestones, DeliveryJournal journal, DeliveryFigures figures) {

  /// Nobody listens.
  public static DeliverySignals silent() {
    return new DeliverySignals(
        Milestone.Listener.NONE, new DeliveryJournal(), new DeliveryFigures());
  }
}
