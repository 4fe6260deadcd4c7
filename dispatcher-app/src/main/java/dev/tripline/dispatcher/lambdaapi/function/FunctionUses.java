package dev.tripline.dispatcher.lambdaapi.function;

import java.time.Duration;
import java.util.Optional;

/// The users of functions, which object to changes that they cannot work with. Safe for many
/// threads.
@FunctionalInterface
public interface FunctionUses {

  /// The reason why the unpublished version of the function cannot get this timeout; empty if it
  /// can.
  Optional<String> objection(String functionName, Duration timeout);
}
