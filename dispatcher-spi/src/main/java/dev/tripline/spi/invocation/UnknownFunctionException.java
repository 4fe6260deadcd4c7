package dev.tripline.spi.invocation;

/// The function, or the version or alias asked for, does not exist.
public final class UnknownFunctionException extends RuntimeException {
  private final FunctionTarget target;

  public UnknownFunctionException(FunctionTarget target) {
    super("Function not found: " + target);
    this.target = target;
  }

  public FunctionTarget target() {
    return target;
  }
}
