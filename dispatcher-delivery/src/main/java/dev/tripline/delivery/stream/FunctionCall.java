package dev.tripline.delivery.stream;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.source.Shard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The one place where a batch is handed to the function. Its client context tells the shard, and the
/// epoch of this node's right to read it: see [Shard#epoch].
final class FunctionCall {
  private final StreamDelivery.Trigger trigger;
  private final StreamDelivery.Services services;
  private final String context;

  FunctionCall(StreamDelivery.Trigger trigger, StreamDelivery.Services services, Shard shard) {
    this.trigger = trigger;
    this.services = services;
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.putObject("custom")
        .put("tripline-shard", shard.id())
        .put("tripline-epoch", Long.toString(shard.epoch()));
    this.context =
        Base64.getEncoder().encodeToString(told.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Blocks until the function has answered, failed or timed out, or could not be run.
  ///
  /// @param attempt 1 for the first
  InvocationResult run(String requestId, Payload payload, int attempt) throws InterruptedException {
    var request =
        new InvocationRequest(requestId, trigger.function(), payload, attempt, false, context, 0);
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
