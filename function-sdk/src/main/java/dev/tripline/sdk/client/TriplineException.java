package dev.tripline.sdk.client;

import org.jspecify.annotations.Nullable;

/// A request did not come through. What a function itself reports is never an exception; see
/// [InvokeResult].
public final class TriplineException extends RuntimeException {

  /// The conclusion that the caller may draw.
  public enum Kind {
    /// The dispatcher understood the request and refused it; the same request will be refused again.
    REFUSED,
    /// Nothing was accepted and nothing ran; trying again later is safe.
    NOT_ACCEPTED,
    /// The answer got lost or was late: it may have been accepted, and the function may have run.
    UNKNOWN_OUTCOME
  }

  private final Kind kind;
  private final int status;
  private final @Nullable String errorType;

  TriplineException(
      Kind kind,
      int status,
      @Nullable String errorType,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.errorType = errorType;
  }

  public Kind kind() {
    return kind;
  }

  /// The HTTP status; 0 if there was no answer.
  public int status() {
    return status;
  }

  /// AWS's name of the error, for instance `ResourceNotFoundException`.
  public @Nullable String errorType() {
    return errorType;
  }
}
