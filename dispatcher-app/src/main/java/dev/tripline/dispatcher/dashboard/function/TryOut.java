package dev.tripline.dispatcher.dashboard.function;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.SynchronousDelivery;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.store.NewInvocation;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs a function with an event that somebody has typed. Safe for many threads.
final class TryOut {
  private final Functions functions;
  private final SynchronousDelivery synchronous;
  private final AsynchronousDelivery asynchronous;
  private final long limit;

  /// @param limits of which an event's holds for both ways
  TryOut(
      Functions functions,
      SynchronousDelivery synchronous,
      AsynchronousDelivery asynchronous,
      LimitSettings limits) {
    this.functions = functions;
    this.synchronous = synchronous;
    this.asynchronous = asynchronous;
    this.limit = limits.asyncPayload().toBytes();
  }

  /// What came of it.
  ///
  /// @param outcome `Accepted` if nobody waits
  /// @param answer the function's, an error's words, or the reason why it did not run
  /// @param log its end
  record Result(
      String requestId,
      String outcome,
      boolean well,
      @Nullable String version,
      @Nullable Long millis,
      @Nullable String answer,
      @Nullable String log) {}

  /// Waits for the answer.
  Result run(String name, @Nullable String qualifier, String event) throws InterruptedException {
    byte[] payload = payload(event);
    FunctionTarget target = target(name, qualifier);
    String requestId = UUID.randomUUID().toString();
    InvocationResult result =
        synchronous.invoke(new InvocationRequest(requestId, target, payload, 1, true, null, 0));
    byte[] tail = result.logTail();
    return new Result(
        requestId,
        result.outcome().name(),
        result.outcome() instanceof Outcome.Succeeded,
        result.executedVersion(),
        result.duration().toMillis(),
        answer(result.outcome()),
        tail == null ? null : new String(tail, StandardCharsets.UTF_8));
  }

  /// Returns when the event is in the store.
  Result accept(String name, @Nullable String qualifier, String event) throws InterruptedException {
    byte[] payload = payload(event);
    FunctionTarget target = target(name, qualifier);
    String requestId = UUID.randomUUID().toString();
    asynchronous.accept(new NewInvocation(requestId, target, payload, null, null, 0, 0));
    return new Result(requestId, "Accepted", true, null, null, null, null);
  }

  private static String answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded(byte[] payload) -> new String(payload, StandardCharsets.UTF_8);
      case Outcome.Failed failed -> new String(failed.payload(), StandardCharsets.UTF_8);
      case Outcome.NotRun notRun -> notRun.detail();
    };
  }

  private FunctionTarget target(String name, @Nullable String qualifier) {
    FunctionTarget target =
        functions
            .parse(qualifier == null ? name : name + ":" + qualifier)
            .orElseThrow(() -> ApiProblem.notFound("there is no function " + name));
    if (!functions.existsAnywhere(target)) {
      throw ApiProblem.notFound("there is no function " + target);
    }
    return target;
  }

  private byte[] payload(String event) {
    byte[] payload = (event.isBlank() ? "{}" : event).getBytes(StandardCharsets.UTF_8);
    if (payload.length > limit) {
      throw ApiProblem.tooLarge(
          "the event has %d bytes; %d are allowed".formatted(payload.length, limit));
    }
    JsonCheck.objection(payload)
        .ifPresent(why -> {
          throw ApiProblem.invalid("event", "it is not JSON: " + why);
        });
    return payload;
  }
}
