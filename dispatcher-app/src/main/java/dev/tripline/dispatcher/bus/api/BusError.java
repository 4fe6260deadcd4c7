package dev.tripline.dispatcher.bus.api;

/// A call that is answered with one of the API's errors. Carries no stack trace: it is an answer, not a
/// defect.
final class BusError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  private BusError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static BusError of(String code, String message) {
    return new BusError(400, code, message);
  }

  static BusError invalid(String message) {
    return of("ValidationException", message);
  }

  static BusError notFound(String message) {
    return of("ResourceNotFoundException", message);
  }

  static BusError exists(String message) {
    return of("ResourceAlreadyExistsException", message);
  }

  static BusError noBus(String name) {
    return notFound("Event bus " + name + " does not exist.");
  }

  static BusError noRule(String bus, String name) {
    return notFound("Rule " + name + " does not exist on EventBus " + bus + ".");
  }

  static BusError unavailable(String message) {
    return new BusError(503, "ServiceUnavailableException", message);
  }

  static BusError internal() {
    return new BusError(500, "InternalException", "An internal error occurred.");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
