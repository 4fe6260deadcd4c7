package dev.tripline.runtime;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Runs functions in worker processes, one invocation at a time each.
///
/// Safe for use by many threads; an invocation occupies the calling thread (a virtual one is fine)
/// until the function has answered.
public final class FunctionRuntime implements AutoCloseable {

  private final InstantSource clock;

  public FunctionRuntime(RuntimeSettings settings, LogSink logs, InstantSource clock) {
    this.clock = clock;
  }

  /// Blocks until the function has answered, failed, crashed or run into its timeout, or there is no
  /// capacity for it; every ending is an outcome.
  ///
  /// @param invokedArn what the function sees as the ARN it was called by
  public InvocationResult invoke(FunctionSpec spec, InvocationRequest request, String invokedArn)
      throws InterruptedException {
    return new InvocationResult(
        new Outcome.Unreachable("no worker yet"), null, null, clock.instant(), Duration.ZERO);
  }

  /// Stops the workers of a key as they fall idle. Running invocations end as they would.
  public void retire(String key) {}

  /// Empty if this host can run the runtime, otherwise why not, for the error answered at create.
  public Optional<String> whyUnavailable(String runtime) {
    return Optional.empty();
  }

  /// Refuses new invocations, lets running ones end within the drain timeout, stops every worker.
  @Override
  public void close() {}
}
