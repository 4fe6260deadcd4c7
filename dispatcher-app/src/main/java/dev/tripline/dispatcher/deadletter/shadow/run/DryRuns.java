package dev.tripline.dispatcher.deadletter.shadow.run;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Runs candidates with the events of letters, and tells them that it is a dry run: in the client context, as
/// they are told their attempt. Nothing is kept of it here. Blocking; safe for many threads.
///
/// @param invoker within the budgets of shared resources
public record DryRuns(Invoker invoker) {
  /// The key of the mark in the client context's custom values; its value is `true`.
  static final String MARK = "tripline-dry-run";

  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// Tries a candidate that has no capacity a few times; one that ran is not run again.
  ///
  /// @throws dev.tripline.spi.invocation.UnknownFunctionException if there is no such candidate
  ShadowOutcome run(String shadowId, FunctionTarget candidate, DeadLetter letter)
      throws InterruptedException {
    String requestId = UUID.randomUUID().toString();
    if (letter.unreadable() != null) {
      return ShadowOutcome.unreadable(letter, requestId, "its payload " + letter.unreadable());
    }
    InvocationRequest request =
        new InvocationRequest(
                requestId, candidate, letter.payload(), 1, false, context(shadowId, letter), 0)
            .from(new Origin(letter.triggerId(), letter.links().tenantId()));
    InvocationResult result = invoker.invoke(request);
    for (int tried = 1; tried < TRIES && result.outcome() instanceof Outcome.NotRun; tried++) {
      Thread.sleep(PAUSE);
      result = invoker.invoke(request);
    }
    return ShadowOutcome.of(letter, requestId, result);
  }

  private static String context(String shadowId, DeadLetter letter) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("custom")
        .put(MARK, "true")
        .put("tripline-shadow-redrive", shadowId)
        .put("tripline-dead-letter", letter.id());
    return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
