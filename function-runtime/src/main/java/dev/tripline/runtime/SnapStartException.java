package dev.tripline.runtime;

import dev.tripline.spi.invocation.Outcome;

/// A version with SnapStart that cannot be made ready.
public final class SnapStartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  private SnapStartException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  private SnapStartException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// The function did not come up.
  public static SnapStartException of(Outcome.Failed failure) {
    String type = failure.errorType() == null ? "Runtime.Unknown" : failure.errorType();
    String code =
        switch (type) {
          case "Sandbox.Timedout" -> "InitTimeout";
          case "Runtime.InvalidEntrypoint" -> "InvalidEntryPoint";
          default -> type.startsWith("Extension.") ? "ExtensionInitError" : "RuntimeInitError";
        };
    return new SnapStartException("FunctionError." + code, type + ": " + said(failure));
  }

  private static String said(Outcome.Failed failure) {
    String message = failure.errorMessage();
    return message == null || message.isBlank()
        ? "the function's log has the error"
        : message.replaceFirst("^RequestId: \\S+ Error: ", "");
  }

  /// The function came up, but there is no cache.
  public static SnapStartException of(Exception cause) {
    return new SnapStartException(
        "InternalError", "the start cache could not be made: " + cause.getMessage(), cause);
  }

  /// AWS's word for the reason.
  public String code() {
    return code;
  }
}
