package dev.tripline.adapter.cdc;

/// Changes of a database were not shown to its reader and will never be; the message says which.
public final class LostChangesException extends RuntimeException {
  public LostChangesException(String message) {
    super(message);
  }
}
