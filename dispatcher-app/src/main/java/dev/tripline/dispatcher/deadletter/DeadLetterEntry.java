package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A dead letter in a list: without payload and attempts.
///
/// @param function `name` or `name:qualifier`
/// @param trigger its id
/// @param errorType the class of the last attempt's error
/// @param attempts their number
/// @param expiresAt when it goes by itself; missing if never
public record DeadLetterEntry(
    String id,
    String requestId,
    String function,
    @Nullable String trigger,
    String reason,
    @Nullable String lastError,
    @Nullable String errorType,
    int attempts,
    long payloadBytes,
    Instant acceptedAt,
    Instant diedAt,
    int redriveCount,
    @JsonInclude(Include.NON_NULL) @Nullable Instant expiresAt) {

  /// Without the words of the function.
  DeadLetterEntry withoutContent() {
    return with(null);
  }

  /// With the words of the function as the rules show them where the payload is not at hand.
  DeadLetterEntry masked(Masking masking) {
    return with(masking.words(function, trigger, lastError));
  }

  private DeadLetterEntry with(@Nullable String error) {
    return new DeadLetterEntry(
        id,
        requestId,
        function,
        trigger,
        reason,
        error,
        errorType,
        attempts,
        payloadBytes,
        acceptedAt,
        diedAt,
        redriveCount,
        expiresAt);
  }

  static DeadLetterEntry of(DeadLetter letter, @Nullable Instant expiresAt) {
    return new DeadLetterEntry(
        letter.id(),
        letter.requestId(),
        letter.function().toString(),
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.attempts().isEmpty() ? null : letter.attempts().getLast().errorType(),
        letter.attempts().size(),
        letter.payload().length,
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount(),
        expiresAt);
  }

  static DeadLetterEntry of(DeadLetterSummary letter, @Nullable Instant expiresAt) {
    return new DeadLetterEntry(
        letter.id(),
        letter.requestId(),
        letter.function().toString(),
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.errorType(),
        letter.attempts(),
        letter.payloadBytes(),
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount(),
        expiresAt);
  }
}
