package dev.tripline.dispatcher.rest;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request to `/v1` that cannot be served; answered as a problem document (RFC 9457). The only
/// place where such answers are made.
public class ApiProblem extends RuntimeException {
  private final int status;
  private final String title;
  private final List<FieldError> errors;
  private final @Nullable Duration retryAfter;

  private ApiProblem(
      int status,
      String title,
      String detail,
      List<FieldError> errors,
      @Nullable Duration retryAfter) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /// 400, for the cases that are exceptions of their own.
  protected ApiProblem(String title, String detail, List<FieldError> errors) {
    this(400, title, detail, errors, null);
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

  /// 404.
  public static ApiProblem notFound(String detail) {
    return new ApiProblem(404, "Not found", detail, List.of(), null);
  }

  /// 409: it contradicts what is there.
  public static ApiProblem conflict(String detail) {
    return new ApiProblem(409, "Conflict", detail, List.of(), null);
  }

  /// 413.
  public static ApiProblem tooLarge(String detail) {
    return new ApiProblem(413, "Content too large", detail, List.of(), null);
  }

  /// 503: not now, and nobody knows when.
  public static ApiProblem unavailable(String detail) {
    return new ApiProblem(503, "Unavailable", detail, List.of(), null);
  }

  /// 503: the same request may be sent again later.
  public static ApiProblem unavailable(String detail, Duration retryAfter) {
    return new ApiProblem(503, "Unavailable", detail, List.of(), retryAfter);
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

  /// What is wrong with single fields; empty if it is the request as a whole.
  public List<FieldError> errors() {
    return errors;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
