package dev.tripline.delivery;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A step of an asynchronous event or of a batch, for subscribers.
public sealed interface DeliveryEvent {

  /// Durable, and not yet tried.
  record Accepted(String requestId, FunctionTarget function, @Nullable String triggerId)
      implements DeliveryEvent {}

  /// The function succeeded.
  ///
  /// @param attempt 1 if it did so at once
  record Delivered(
      String requestId,
      FunctionTarget function,
      @Nullable String triggerId,
      int attempt,
      Duration duration)
      implements DeliveryEvent {}

  /// It failed and will be tried again.
  ///
  /// @param attempt number of the attempt that failed
  /// @param error the function's own, or the reason why it did not run
  /// @param delay until the next try
  /// @param counts whether the failure used up an attempt
  /// @param took the duration of the attempt; null if it is not known
  record Retried(
      String requestId,
      FunctionTarget function,
      @Nullable String triggerId,
      int attempt,
      @Nullable String error,
      Duration delay,
      boolean counts,
      @Nullable Duration took)
      implements DeliveryEvent {

    /// One whose duration is not known.
    public Retried(
        String requestId,
        FunctionTarget function,
        @Nullable String triggerId,
        int attempt,
        @Nullable String error,
        Duration delay,
        boolean counts) {
      this(requestId, function, triggerId, attempt, error, delay, counts, null);
    }
  }

  /// It was given up and is kept.
  ///
  /// @param attempt the number of the last attempt; 0 if there was none
  /// @param took the duration of the last attempt; null if there was none
  record DeadLettered(
      String requestId,
      FunctionTarget function,
      @Nullable String triggerId,
      String deadLetterId,
      int attempt,
      String reason,
      @Nullable String error,
      @Nullable Duration took)
      implements DeliveryEvent {}

  /// It came again: its deduplication key was known, and it was not accepted.
  record Duplicate(String requestId, FunctionTarget function, @Nullable String triggerId)
      implements DeliveryEvent {}

  /// The end that a message to a destination tells of.
  ///
  /// @param requestId null for a message of an earlier version
  /// @param role what the destination is to the function or trigger
  /// @param tries how often the message was sent by now
  record Told(@Nullable String requestId, Role role, int tries) {

    /// What a destination is to the function or trigger.
    public enum Role {
      SUCCESS("success destination"),
      FAILURE("failure destination"),
      DEAD_LETTER_QUEUE("dead-letter queue");

      private final String words;

      Role(String words) {
        this.words = words;
      }

      public String words() {
        return words;
      }
    }
  }

  /// A destination confirmed a message of the outbox.
  record DestinationSent(String messageId, String destination, Told told)
      implements DeliveryEvent {}

  /// A destination did not take a message; it is tried again unless `givenUp`.
  record DestinationFailed(
      String messageId, String destination, String error, boolean givenUp, Told told)
      implements DeliveryEvent {}
}
