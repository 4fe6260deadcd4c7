package dev.tripline.dispatcher.rest;

import java.util.List;

/// A request to `/v1` that cannot be served; answered as a problem document (RFC 9457).
public final class ApiProblem extends RuntimeException {
  private final int status;
  private final String title;
  private final List<String> errors;

  private ApiProblem(int status, String title, String detail, List<String> errors) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = List.copyOf(errors);
  }

  /// 400: the request itself is wrong.
  public static ApiProblem invalid(String detail) {
    return new ApiProblem(400, "Invalid request", detail, List.of());
  }

  /// 400: several things are wrong with the request.
  public static ApiProblem invalid(List<String> errors) {
    return new ApiProblem(400, "Invalid request", String.join("; ", errors), errors);
  }

  /// 404.
  public static ApiProblem notFound(String detail) {
    return new ApiProblem(404, "Not found", detail, List.of());
  }

  /// 409: it contradicts what is there.
  public static ApiProblem conflict(String detail) {
    return new ApiProblem(409, "Conflict", detail, List.of());
  }

  /// 413.
  public static ApiProblem tooLarge(String detail) {
    return new ApiProblem(413, "Content too large", detail, List.of());
  }

  /// 503: not now.
  public static ApiProblem unavailable(String detail) {
    return new ApiProblem(503, "Unavailable", detail, List.of());
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// Each thing that is wrong, if there are several.
  public List<String> errors() {
    return errors;
  }
}
