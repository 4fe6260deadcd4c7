package dev.tripline.cli.session;

/// What was given cannot be used; nothing was sent.
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
