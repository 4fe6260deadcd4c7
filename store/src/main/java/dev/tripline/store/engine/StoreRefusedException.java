package dev.tripline.store.engine;

import org.jspecify.annotations.Nullable;

/// The store cannot be used as it is, so the dispatcher does not start. Nothing in it was changed
/// or removed; the message has the remedy.
public final class StoreRefusedException extends RuntimeException {
  public StoreRefusedException(String message) {
    super(message);
  }

  public StoreRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
