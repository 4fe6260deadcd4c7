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
/// @param right asked when the function could start; without it the outcome is
///     [Outcome.Unreachable], and the function has not seen the event
/// @param origin the trigger and the tenant that it comes from
/// @param stream takes the answer while the function gives it; null if the caller wants it whole
public record InvocationRequest(
    String requestId,
    FunctionTarget function,
    Payload payload,
    int attempt,
    boolean tailLog,
    @Nullable String clientContext,
    int recursionDepth,
    StartRight right,
    Origin origin,
    @Nullable ResponseStream stream) {

  public InvocationRequest {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt counts from 1, not " + attempt);
    }
  }

  /// With a right to start that cannot be lost, and of unknown origin.
  public InvocationRequest(
      String requestId,
      FunctionTarget function,
      Payload payload,
      int attempt,
      boolean tailLog,
      @Nullable String clientContext,
      int recursionDepth) {
    this(
        requestId,
        function,
        payload,
        attempt,
        tailLog,
        clientContext,
        recursionDepth,
        StartRight.ALWAYS,
        Origin.UNKNOWN,
        null);
  }

  /// The same with a right to start that may be lost.
  public InvocationRequest under(StartRight another) {
    return new InvocationRequest(
        requestId,
        function,
        payload,
        attempt,
        tailLog,
        clientContext,
        recursionDepth,
        another,
        origin,
        stream);
  }

  /// The same as the first of a chain.
  public InvocationRequest anew() {
    return new InvocationRequest(
        requestId, function, payload, attempt, tailLog, clientContext, 0, right, origin, stream);
  }

  /// The same from another origin.
  public InvocationRequest from(Origin another) {
    return new InvocationRequest(
        requestId,
        function,
        payload,
        attempt,
        tailLog,
        clientContext,
        recursionDepth,
        right,
        another,
        stream);
  }

  /// The same with an answer that is taken while the function gives it.
  public InvocationRequest into(ResponseStream another) {
    return new InvocationRequest(
        requestId,
        function,
        payload,
        attempt,
        tailLog,
        clientContext,
        recursionDepth,
        right,
        origin,
        another);
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
