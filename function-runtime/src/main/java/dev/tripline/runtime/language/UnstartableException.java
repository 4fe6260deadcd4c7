package dev.tripline.runtime.language;

/// A package that no process can be started from; the function's author has to change it.
public final class UnstartableException extends Exception {
  private final String errorType;

  public UnstartableException(String errorType, String message) {
    super(message);
    this.errorType = errorType;
  }

  /// AWS's name of it, for instance `Runtime.InvalidEntrypoint`.
  public String errorType() {
    return errorType;
  }
}
