package dev.tripline.spi.parking;

/// The payload of a parked record cannot be decrypted. The record stays.
public final class UnreadableRecordException extends RuntimeException {
  /// @param reason for people
  public UnreadableRecordException(String reason, Throwable cause) {
    super("the payload of a parked record " + reason, cause);
  }
}
