package dev.tripline.sdk.json;

/// A payload is not JSON, or does not fit the type it is read into. Trying again does not help: a
/// retry policy may give such an event up at once by this class's name, which is the error type that
/// the dispatcher sees.
public final class InvalidPayloadException extends RuntimeException {
  public InvalidPayloadException(String message) {
    super(message);
  }

  public InvalidPayloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
