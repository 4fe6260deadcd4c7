package dev.tripline.cli.http;

import org.jspecify.annotations.Nullable;

/// The dispatcher was not reached, or its answer was lost or is none of its own. A request that changes
/// something may have been carried out.
public final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NoAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
