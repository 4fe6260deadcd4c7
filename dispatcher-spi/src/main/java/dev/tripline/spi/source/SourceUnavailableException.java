package dev.tripline.spi.source;

/// The source is out of reach for now.
public final class SourceUnavailableException extends RuntimeException {
  public SourceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public SourceUnavailableException(String message) {
    super(message);
  }
}
