package dev.tripline.spi.store;

/// The store does not answer, or its answer got lost with the connection. The caller answers 503, or
/// tries again later. The store itself logs the beginning and the end of each outage, once: nobody
/// else needs to.
public final class StoreUnavailableException extends RuntimeException {
  private final boolean inDoubt;

  private StoreUnavailableException(String message, Throwable cause, boolean inDoubt) {
    super(message, cause);
    this.inDoubt = inDoubt;
  }

  private StoreUnavailableException(String message) {
    super(message);
    this.inDoubt = false;
  }

  /// Nothing was asked of the store: it is known to be away.
  public static StoreUnavailableException notAsked(String message) {
    return new StoreUnavailableException(message);
  }

  /// No connection could be made; nothing was changed.
  public static StoreUnavailableException notReached(String message, Throwable cause) {
    return new StoreUnavailableException(message, cause, false);
  }

  /// The connection broke under a change.
  public static StoreUnavailableException answerLost(String message, Throwable cause) {
    return new StoreUnavailableException(message, cause, true);
  }

  /// True if the change may have been made all the same.
  public boolean inDoubt() {
    return inDoubt;
  }
}
