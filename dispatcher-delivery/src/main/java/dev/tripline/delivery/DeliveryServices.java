package dev.tripline.delivery;

import dev.tripline.retry.RetryPolicy;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Invoker;
import java.time.InstantSource;
import java.util.function.Predicate;

/// The services that each delivery from a source needs.
///
/// @param functions through the trigger's breaker
/// @param recursive the functions whose chains of invocations may have any length
public record DeliveryServices(
    Invoker functions,
    DeadLetterStore deadLetters,
    DeliverySignals signals,
    InstantSource clock,
    Predicate<FunctionTarget> recursive) {
  /// Said of an event at the end of a chain of invocations.
  public static final String TOO_DEEP =
      "the function would be invoked once more in one chain of functions";

  /// The same with another way to the function.
  public DeliveryServices through(Invoker invoker) {
    return new DeliveryServices(invoker, deadLetters, signals, clock, recursive);
  }

  /// The same with something else in the function's place, whose runs are no attempts of the function.
  public DeliveryServices into(Invoker taker) {
    return new DeliveryServices(taker, deadLetters, signals.withoutAttempts(), clock, recursive);
  }

  /// Whether an event is at the end of a chain of invocations that is stopped.
  ///
  /// @param depth the number of earlier invocations of its lineage
  public boolean stops(FunctionTarget function, int depth) {
    return depth >= RetryPolicy.RECURSION_LIMIT && !recursive.test(function);
  }
}
