package dev.tripline.examples.ordertotals;

/// A file that stays unreadable however often it is tried; its class name is the error type that a retry policy
/// can give up at once.
public final class InvalidOrderFileException extends RuntimeException {
  InvalidOrderFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
