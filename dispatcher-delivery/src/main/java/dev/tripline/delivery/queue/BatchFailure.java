package dev.tripline.delivery.queue;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import org.jspecify.annotations.Nullable;

/// The failure of a batch, or of some of its messages.
///
/// @param reason why a message that is given up is a dead letter
/// @param error null if nothing went wrong
/// @param result null if the function was never asked
record BatchFailure(
    String requestId, String reason, @Nullable String error, @Nullable InvocationResult result) {

  static final String RETRIES_EXHAUSTED = "RetriesExhausted";
  static final String REJECTED = "Rejected";

  BatchFailure because(String why) {
    return new BatchFailure(requestId, reason, why, result);
  }

  /// Null if the function was never asked.
  @Nullable Attempt attempt(int number) {
    if (result == null) {
      return null;
    }
    String type =
        result.outcome() instanceof Outcome.Failed failed ? failed.errorType() : "BatchItemFailure";
    return new Attempt(
        number,
        result.startedAt(),
        result.duration(),
        result.outcome().getClass().getSimpleName(),
        type,
        error);
  }

  byte @Nullable [] response() {
    return result == null ? null : result.answer();
  }

  static String text(Outcome.Failed failed) {
    String name = failed.getClass().getSimpleName();
    String type = failed.errorType() == null ? name : failed.errorType();
    return failed.errorMessage() == null ? type : type + ": " + failed.errorMessage();
  }
}
