package dev.tripline.delivery;

import dev.tripline.retry.RetryPolicy;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import java.util.function.Predicate;

/// Runs a function for a caller who waits. Never retried here: that is the caller's choice. Safe for
/// many threads.
///
/// It is no [Invoker]: deliveries from sources, which begin each chain of invocations, ask the invoker
/// itself.
public final class SynchronousDelivery {
  private final Invoker invoker;
  private final Predicate<FunctionTarget> recursionAllowed;

  /// @param recursionAllowed whether a function may be part of a chain of any length
  public SynchronousDelivery(Invoker invoker, Predicate<FunctionTarget> recursionAllowed) {
    this.invoker = invoker;
    this.recursionAllowed = recursionAllowed;
  }

  /// Blocks until the function has answered, failed or timed out. One that may recurse begins a chain anew.
  ///
  /// @throws RecursionLimitException at the 16th invocation of one chain
  /// @throws dev.tripline.spi.invocation.UnknownFunctionException if there is no such function
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    if (request.recursionDepth() > 0 && recursionAllowed.test(request.function())) {
      return invoker.invoke(request.anew());
    }
    if (request.recursionDepth() >= RetryPolicy.RECURSION_LIMIT) {
      throw new RecursionLimitException(request.function(), request.recursionDepth());
    }
    return invoker.invoke(request);
  }
}
