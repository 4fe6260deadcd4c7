package dev.tripline.delivery;

import dev.tripline.spi.invocation.FunctionTarget;

/// The function was not invoked: it would have been one invocation too many in a chain of functions
/// that invoke each other.
public final class RecursionLimitException extends RuntimeException {
  public RecursionLimitException(FunctionTarget function, int depth) {
    super(function + " was not invoked: it is invocation " + (depth + 1) + " of one chain");
  }
}
