package dev.tripline.spi.invocation;

import org.jspecify.annotations.Nullable;

/// One attempt to run a function.
///
/// @param requestId a lower-case UUID; the same for every attempt of an asynchronous event, so that
///     the function can use it as an idempotency key
/// @param function the function to invoke
/// @param payload the input of the function
/// @param attempt 1 for the first
/// @param tailLog `true` if the last 4 KB of the log are wanted in the result
/// @param clientContext base64 JSON as the caller sent it, handed to the function unchanged
/// @param recursionDepth the number of earlier invocations of its lineage; AWS stops at 16
public record InvocationRequest(
    String requestId,
    FunctionTarget function,
    Payload payload,
    int attempt,
    boolean tailLog,
    @Nullable String clientContext,
    int recursionDepth) {

  public InvocationRequest {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt counts from 1, not " + attempt);
    }
  }

  /// With a payload that is in memory.
  public InvocationRequest(
      String requestId,
      FunctionTarget function,
      byte[] payload,
      int attempt,
      boolean tailLog,
      @Nullable String clientContext,
      int recursionDepth) {
    this(requestId, function, Payload.of(payload), attempt, tailLog, clientContext, recursionDepth);
  }
}
