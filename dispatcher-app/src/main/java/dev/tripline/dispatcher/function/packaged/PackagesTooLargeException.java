package dev.tripline.dispatcher.function.packaged;

/// Code and layers of a function are too large together. The message is AWS's.
public final class PackagesTooLargeException extends RuntimeException {
  public PackagesTooLargeException(String message) {
    super(message);
  }
}
