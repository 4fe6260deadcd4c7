package dev.tripline.dispatcher.rest;

import dev.tripline.spi.source.http.HttpAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A request to `/v1` that cannot be served; answered as a problem document (RFC 9457). The only
/// place where such answers are made.
public class ApiProblem extends RuntimeException {
  private final int status;
  private final String title;
  private final List<FieldError> errors;
  private final transient Map<String, String> headers;

  private ApiProblem(
      int status,
      String title,
      String detail,
      List<FieldError> errors,
      Map<String, String> headers) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  /// 400, for the cases that are exceptions of their own.
  protected ApiProblem(String title, String detail, List<FieldError> errors) {
    this(400, title, detail, errors, Map.of());
  }

  /// 400: the request as a whole is wrong.
  public static ApiProblem invalid(String detail) {
    return new ApiProblem("Invalid request", detail, List.of());
  }

  /// 400: one field is wrong.
  ///
  /// @param field with dots, for instance `source.batchSize`
  public static ApiProblem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /// 400: everything that is wrong with the request.
  public static ApiProblem invalid(List<FieldError> errors) {
    return new ApiProblem("Invalid request", text(errors), errors);
  }

  /// 400: the percent signs of a query or a form stand for no text.
  public static ApiProblem unreadableParameters() {
    return invalid("a parameter is not percent-encoded UTF-8");
  }

  /// 401: nobody has proved to be a caller.
  public static ApiProblem unauthorized(String detail) {
    return new ApiProblem(
        401,
        "Unauthorized",
        detail,
        List.of(),
        Map.of("WWW-Authenticate", "Bearer realm=\"tripline\""));
  }

  /// 500: the cause is in the log only.
  public static ApiProblem internal() {
    return new ApiProblem(
        500,
        "Internal error",
        "the dispatcher's log says more about this failure",
        List.of(),
        Map.of());
  }

  /// 403: the caller is known, and may not.
  public static ApiProblem forbidden(String detail) {
    return new ApiProblem(403, "Forbidden", detail, List.of(), Map.of());
  }

  /// 404.
  public static ApiProblem notFound(String detail) {
    return new ApiProblem(404, "Not found", detail, List.of(), Map.of());
  }

  /// 409: it contradicts what is there.
  public static ApiProblem conflict(String detail) {
    return new ApiProblem(409, "Conflict", detail, List.of(), Map.of());
  }

  /// 410: it was there, and comes no more.
  public static ApiProblem gone(String detail) {
    return new ApiProblem(410, "Gone", detail, List.of(), Map.of());
  }

  /// 413.
  public static ApiProblem tooLarge(String detail) {
    return new ApiProblem(413, "Content too large", detail, List.of(), Map.of());
  }

  /// 415.
  public static ApiProblem unsupported(String detail) {
    return new ApiProblem(415, "Unsupported Media Type", detail, List.of(), Map.of());
  }

  /// 416: the wanted part of something is not there.
  public static ApiProblem unsatisfiable(String detail) {
    return new ApiProblem(416, "Range Not Satisfiable", detail, List.of(), Map.of());
  }

  /// 503: not now, and nobody knows when.
  public static ApiProblem unavailable(String detail) {
    return new ApiProblem(503, "Unavailable", detail, List.of(), Map.of());
  }

  /// 503: the same request may be sent again later.
  public static ApiProblem unavailable(String detail, Duration retryAfter) {
    String seconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
    return new ApiProblem(503, "Unavailable", detail, List.of(), Map.of("Retry-After", seconds));
  }

  /// A refusal that a trigger's source words itself.
  public static ApiProblem of(HttpAnswer.Problem problem) {
    List<FieldError> errors =
        problem.errors().stream()
            .map(error -> new FieldError(error.field(), error.message()))
            .toList();
    return new ApiProblem(
        problem.status(), problem.title(), problem.detail(), errors, problem.headers());
  }

  /// Each error in words, one after the other.
  protected static String text(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// The errors of single fields; empty if it is the request as a whole.
  public List<FieldError> errors() {
    return errors;
  }

  /// The headers sent beside the problem; often none.
  public Map<String, String> headers() {
    return headers;
  }
}
