package dev.tripline.delivery;

import dev.tripline.retry.RetryPolicy;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;

/// Runs a function for a caller who waits. Never retried here: that is the caller's choice. Safe for
/// many threads.
///
/// It is no [Invoker]: deliveries from sources, which begin each chain of invocations, ask the invoker
/// itself.
public final class SynchronousDelivery {
  private final Invoker invoker;

  public SynchronousDelivery(Invoker invoker) {
    this.invoker = invoker;
  }

  /// Blocks until the function has answered, failed or timed out.
  ///
  /// @throws RecursionLimitException at the 16th invocation of one chain
  /// @throws dev.tripline.spi.invocation.UnknownFunctionException if there is no such function
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    if (request.recursionDepth() >= RetryPolicy.RECURSION_LIMIT) {
      throw new RecursionLimitException(request.function(), request.recursionDepth());
    }
    return invoker.invoke(request);
  }
}
