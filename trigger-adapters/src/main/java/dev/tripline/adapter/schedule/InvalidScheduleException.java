package dev.tripline.adapter.schedule;

/// A schedule expression that means nothing, with the reason in words.
public final class InvalidScheduleException extends RuntimeException {
  InvalidScheduleException(String message) {
    super(message);
  }

  InvalidScheduleException(String message, Throwable cause) {
    super(message, cause);
  }
}
