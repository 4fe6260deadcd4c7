package dev.tripline.dispatcher.delivery.stream;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.UnknownFunctionException;
import java.time.Duration;

/// The one place where a batch is handed to the function.
final class FunctionCall {
  private final StreamDelivery.Settings settings;
  private final StreamDelivery.Services services;

  FunctionCall(StreamDelivery.Settings settings, StreamDelivery.Services services) {
    this.settings = settings;
    this.services = services;
  }

  /// Blocks until the function has answered, failed or timed out, or could not be run.
  ///
  /// @param attempt 1 for the first
  InvocationResult run(String requestId, byte[] payload, int attempt) throws InterruptedException {
    var request =
        new InvocationRequest(requestId, settings.function(), payload, attempt, false, null, 0);
    services.signals().milestones().reached(Milestone.INVOKE_SENT);
    try {
      return services.functions().invoke(request);
    } catch (UnknownFunctionException e) {
      return new InvocationResult(
          new Outcome.Unreachable(String.valueOf(e.getMessage())),
          null,
          null,
          services.clock().instant(),
          Duration.ZERO);
    }
  }
}
