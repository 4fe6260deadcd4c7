package dev.tripline.dispatcher.deadletter;

import dev.tripline.spi.store.DeadLetter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A dead letter in a list: without payload and attempts.
///
/// @param function `name` or `name:qualifier`
/// @param trigger its id
/// @param attempts how many there were
public record DeadLetterEntry(
    String id,
    String requestId,
    String function,
    @Nullable String trigger,
    String reason,
    @Nullable String lastError,
    int attempts,
    long payloadBytes,
    Instant acceptedAt,
    Instant diedAt,
    int redriveCount) {

  static DeadLetterEntry of(DeadLetter letter) {
    return new DeadLetterEntry(
        letter.id(),
        letter.requestId(),
        letter.function().toString(),
        letter.triggerId(),
        letter.reason(),
        letter.lastError(),
        letter.attempts().size(),
        letter.payload().length,
        letter.acceptedAt(),
        letter.diedAt(),
        letter.redriveCount());
  }
}
