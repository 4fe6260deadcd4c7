package dev.tripline.delivery;

import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.Invoker;
import java.time.InstantSource;

/// The services that each delivery from a source needs.
///
/// @param functions through the trigger's breaker
public record DeliveryServices(
    Invoker functions, DeadLetterStore deadLetters, DeliverySignals signals, InstantSource clock) {

  /// The same with another way to the function.
  public DeliveryServices through(Invoker invoker) {
    return new DeliveryServices(invoker, deadLetters, signals, clock);
  }
}
