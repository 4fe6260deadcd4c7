package dev.tripline.delivery;

import dev.tripline.retry.RetryPolicy;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.InstantSource;

/// Runs a function for a caller who waits. Never retried here: that is the caller's choice.
public final class SynchronousDelivery implements Invoker {
  private final Invoker invoker;
  private final Functions functions;
  private final InstantSource clock;

  public SynchronousDelivery(Invoker invoker, Functions functions, InstantSource clock) {
    this.invoker = invoker;
    this.functions = functions;
    this.clock = clock;
  }

  /// Blocks until the function has answered, failed or timed out. Safe for many threads.
  ///
  /// @throws RecursionLimitException at the 16th invocation of one chain
  /// @throws dev.tripline.spi.invocation.UnknownFunctionException if there is no such function
  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    if (request.recursionDepth() >= RetryPolicy.RECURSION_LIMIT) {
      throw new RecursionLimitException(request.function(), request.recursionDepth());
    }
    if (functions.exists(request.function())
        && functions.concurrencyLimit(request.function()) == 0) {
      return new InvocationResult(
          new Outcome.Throttled("ReservedFunctionConcurrentInvocationLimitExceeded", null),
          null,
          null,
          clock.instant(),
          Duration.ZERO);
    }
    return invoker.invoke(request);
  }
}
