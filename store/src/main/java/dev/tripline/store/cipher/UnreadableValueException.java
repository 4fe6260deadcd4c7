package dev.tripline.store.cipher;

import org.jspecify.annotations.Nullable;

/// A stored value cannot be decrypted: its key is missing, or it was changed. It stays as it is.
public final class UnreadableValueException extends IllegalStateException {
  private final String reason;

  UnreadableValueException(String message, String reason, @Nullable Exception cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// Why, for people: is shown in place of the value.
  public String reason() {
    return reason;
  }
}
