package dev.tripline.dispatcher.document;

/// A call that is answered with one of the service's errors. Carries no stack trace: it is an answer, not
/// a defect.
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  RefusedException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  /// As clients know it.
  String code() {
    return code;
  }
}
