package dev.tripline.dispatcher.lambdaapi.function;

import java.time.Duration;
import java.util.Optional;

/// What uses functions, and cannot do so whatever becomes of them. Safe for many threads.
@FunctionalInterface
public interface FunctionUses {

  /// Why the unpublished version of the function cannot be given this timeout; empty if it can.
  Optional<String> objection(String functionName, Duration timeout);
}
