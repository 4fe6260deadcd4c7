package dev.tripline.spi.deadletter;

/// The payload of a dead letter cannot be decrypted, so that it cannot be sent again. The letter stays.
public final class UnreadableLetterException extends RuntimeException {
  /// @param reason as [DeadLetter#unreadable]
  public UnreadableLetterException(String id, String reason) {
    super("the payload of the dead letter " + id + " " + reason);
  }
}
