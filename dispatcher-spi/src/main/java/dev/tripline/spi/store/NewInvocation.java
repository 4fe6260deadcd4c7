package dev.tripline.spi.store;

import dev.tripline.spi.invocation.FunctionTarget;
import org.jspecify.annotations.Nullable;

/// An asynchronous invocation that is about to be accepted.
///
/// @param requestId a lower-case UUID, unique
/// @param payload at most 1 MB; checked by the caller
/// @param triggerId the trigger it came from; null if it was invoked by hand
/// @param dedupKey unique among the events of a source (rule R7), null if the source has none
/// @param recursionDepth the number of earlier invocations of its lineage
/// @param redriveCount the number of times this event was redriven from a dead letter
public record NewInvocation(
    String requestId,
    FunctionTarget function,
    byte[] payload,
    @Nullable String triggerId,
    @Nullable String dedupKey,
    int recursionDepth,
    int redriveCount) {

  public static NewInvocation of(String requestId, FunctionTarget function, byte[] payload) {
    return new NewInvocation(requestId, function, payload, null, null, 0, 0);
  }
}
