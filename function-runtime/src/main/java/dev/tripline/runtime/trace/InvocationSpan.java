package dev.tripline.runtime.trace;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One invocation that was sampled, at its end. Small: it may wait for its export.
///
/// @param arn by which the function was called
/// @param errorType null if it succeeded
/// @param errorMessage the beginning of it
public record InvocationSpan(
    TraceIds ids,
    FunctionSpec function,
    String requestId,
    String arn,
    int attempt,
    Instant startedAt,
    Duration duration,
    @Nullable String errorType,
    @Nullable String errorMessage) {
  private static final int MESSAGE = 1024;

  public static InvocationSpan of(
      TraceIds ids,
      FunctionSpec function,
      InvocationRequest request,
      String arn,
      InvocationResult result) {
    String type = null;
    String message = null;
    if (result.outcome() instanceof Outcome.Failed failed) {
      type = failed.errorType() == null ? failed.name() : failed.errorType();
      message = failed.errorMessage() == null ? type : failed.errorMessage();
    }
    return new InvocationSpan(
        ids,
        function,
        request.requestId(),
        arn,
        request.attempt(),
        result.startedAt(),
        result.duration(),
        type,
        message == null ? null : message.substring(0, Math.min(message.length(), MESSAGE)));
  }
}
