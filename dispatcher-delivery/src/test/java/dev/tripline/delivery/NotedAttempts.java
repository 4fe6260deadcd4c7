package dev.tripline.delivery;

import dev.tripline.spi.invocation.Milestone;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The attempts of triggers, as a listener hears of them.
public final class NotedAttempts {
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final DeliverySignals signals =
      new DeliverySignals(
          Milestone.Listener.NONE,
          new DeliveryEvents(),
          new DeliveryFigures(),
          (trigger, succeeded) -> notes.add(trigger + (succeeded ? " succeeded" : " failed")));

  /// Signals that lead here.
  public DeliverySignals signals() {
    return signals;
  }

  /// The trigger and the result of each attempt, in order.
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
