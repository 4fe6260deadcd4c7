package dev.tripline.adapter.sns;

/// A request that is no message of SNS; the message says why.
public final class InvalidMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidMessageException(String message) {
    super(message);
  }
}
