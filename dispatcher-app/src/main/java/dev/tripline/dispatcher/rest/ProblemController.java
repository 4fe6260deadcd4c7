package dev.tripline.dispatcher.rest;

import dev.tripline.spi.store.StoreFullException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Answers problems of `/v1` as RFC 9457 says.
@RestControllerAdvice({
  "dev.tripline.dispatcher.function",
  "dev.tripline.dispatcher.deadletter",
  "dev.tripline.dispatcher.secret",
  "dev.tripline.dispatcher.trigger"
})
class ProblemController {

  @ExceptionHandler
  ResponseEntity<ProblemDetail> problem(ApiProblem problem) {
    ProblemDetail detail = detail(problem.status(), problem.title(), problem.getMessage());
    if (!problem.errors().isEmpty()) {
      detail.setProperty("errors", problem.errors());
    }
    return answer(detail);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> storeFull(StoreFullException e) {
    return answer(detail(503, "Unavailable", "the store takes no more work now; try again later"));
  }

  private static ProblemDetail detail(int status, String title, @Nullable String text) {
    ProblemDetail detail = ProblemDetail.forStatus(HttpStatusCode.valueOf(status));
    detail.setTitle(title);
    detail.setDetail(text);
    return detail;
  }

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail detail) {
    return ResponseEntity.status(detail.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(detail);
  }
}
