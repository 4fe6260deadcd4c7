package dev.tripline.spi.store;

/// The store takes no more work: the disk is full or its reserve is reached (rule R8). Nothing was
/// accepted; the caller answers 503 and may try again later.
public final class StoreFullException extends RuntimeException {
  public StoreFullException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreFullException(String message) {
    super(message);
  }
}
