package dev.tripline.delivery.bus;

/// A pattern, a path or a template that cannot be used. The message says why, for its author.
public final class InvalidRuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidRuleException(String message) {
    super(message);
  }
}
