package dev.tripline.dispatcher.rest;

import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/// Answers every failure of `/v1` as RFC 9457 says, those before a handler is found as well: unknown
/// routes, wrong methods and content types.
@RestControllerAdvice
class ProblemController extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemController.class);
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(5);

  @ExceptionHandler
  ResponseEntity<Object> problem(ApiProblem problem, WebRequest request) {
    ProblemDetail detail = detail(problem.status(), problem.title(), problem.getMessage());
    HttpHeaders headers = new HttpHeaders();
    problem.headers().forEach(headers::set);
    return answer(detail, problem.errors(), headers, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> storeFull(StoreFullException e, WebRequest request) {
    ProblemDetail detail =
        detail(503, "Unavailable", "the store takes no more work now; try again later");
    return answer(detail, List.of(), new HttpHeaders(), request);
  }

  /// The store logs its outages itself, once.
  @ExceptionHandler
  ResponseEntity<Object> storeUnavailable(StoreUnavailableException e, WebRequest request) {
    return problem(
        ApiProblem.unavailable(
            e.inDoubt()
                ? "the connection to the store broke; the request may have been carried out"
                : "the store does not answer now; send the same request again later",
            AFTER_OUTAGE),
        request);
  }

  /// The percent signs of a query or a form stand for no text.
  @ExceptionHandler
  ResponseEntity<Object> unreadable(InvalidParameterException e, WebRequest request) {
    return problem(ApiProblem.unreadableParameters(), request);
  }

  /// Our own failure: the log has the cause, the answer does not.
  @ExceptionHandler
  ResponseEntity<Object> failed(RuntimeException e, WebRequest request) {
    HttpServletRequest failed = ((ServletWebRequest) request).getRequest();
    log.error(
        "{} ({} {}) failed, and was answered with 500",
        ApiFilter.operation(failed),
        failed.getMethod(),
        failed.getRequestURI(),
        e);
    ProblemDetail detail =
        detail(500, "Internal error", "the dispatcher's log says more about this failure");
    return answer(detail, List.of(), new HttpHeaders(), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String asked = ((ServletWebRequest) request).getRequest().getRequestURI();
    ProblemDetail detail =
        detail(404, "Not found", "there is no " + e.getHttpMethod() + " " + asked);
    return answer(detail, List.of(), headers, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String name =
        e instanceof MethodArgumentTypeMismatchException argument
            ? argument.getName()
            : String.valueOf(e.getPropertyName());
    return problem(ApiProblem.invalid(name, expected(e.getRequiredType())), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<FieldError> errors = new ArrayList<>();
    for (var error : e.getBindingResult().getFieldErrors()) {
      errors.add(
          new FieldError(
              error.getField(), expected(e.getBindingResult().getFieldType(error.getField()))));
    }
    return problem(ApiProblem.invalid(errors), request);
  }

  private static String expected(@Nullable Class<?> type) {
    return type == null ? "cannot be understood" : StrictJson.expected(type);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ResponseEntity<Object> answer =
        super.handleExceptionInternal(e, body, headers, status, request);
    if (answer == null || !(answer.getBody() instanceof ProblemDetail detail)) {
      return answer;
    }
    return answer(detail, List.of(), answer.getHeaders(), request);
  }

  private static ProblemDetail detail(int status, String title, @Nullable String text) {
    ProblemDetail detail = ProblemDetail.forStatus(HttpStatusCode.valueOf(status));
    detail.setTitle(title);
    detail.setDetail(text);
    return detail;
  }

  private static ResponseEntity<Object> answer(
      ProblemDetail detail, List<FieldError> errors, HttpHeaders headers, WebRequest request) {
    HttpServletRequest refused = ((ServletWebRequest) request).getRequest();
    String operation = ApiFilter.operation(refused);
    if (operation != null) {
      detail.setProperty("operation", operation);
    }
    if (!errors.isEmpty()) {
      detail.setProperty("errors", errors);
    }
    HttpStatus status = HttpStatus.valueOf(detail.getStatus());
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(detail);
  }
}
