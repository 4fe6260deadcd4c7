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

  /// A destination confirmed a message of the outbox.
  record DestinationSent(String messageId, String destination) implements DeliveryEvent {}

  /// A destination did not take a message; it is tried again unless `givenUp`.
  record DestinationFailed(String messageId, String destination, String error, boolean givenUp)
      implements DeliveryEvent {}
}
