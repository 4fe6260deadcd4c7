package dev.tripline.dispatcher.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Surrounds every request to `/v1`: limits its body, and counts it by operation and status. Safe for
/// many threads.
final class ApiFilter implements Filter {

  /// The request's attribute that names its operation, once its route is known.
  static final String OPERATION = ApiFilter.class.getName() + ".operation";

  /// The operation of requests whose route is not known: keeps the meter's labels bounded.
  private static final String UNKNOWN = "unknown";

  private final List<BodyLimit> limits;
  private final MeterRegistry meters;

  /// @param limits one of them for the prefix of all routes
  ApiFilter(List<BodyLimit> limits, MeterRegistry meters) {
    this.limits =
        limits.stream()
            .sorted(
                Comparator.comparingInt((BodyLimit limit) -> limit.pathPrefix().length())
                    .reversed())
            .toList();
    this.meters = meters;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    long began = System.nanoTime();
    try {
      chain.doFilter(new LimitedRequest(request, limit(request.getRequestURI())), answer);
    } finally {
      record(
          operation(request),
          ((HttpServletResponse) answer).getStatus(),
          System.nanoTime() - began);
    }
  }

  private long limit(String path) {
    for (BodyLimit limit : limits) {
      if (limit.isOf(path)) {
        return limit.bytes();
      }
    }
    throw new IllegalStateException("no limit for bodies of " + path);
  }

  private void record(@Nullable String operation, int status, long nanos) {
    Timer.builder("tripline.api.requests")
        .description("requests that were answered, and the time they took")
        .tag("face", "v1")
        .tag("operation", operation == null ? UNKNOWN : operation)
        .tag("status", Integer.toString(status))
        .register(meters)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /// The operation of the request; null while its route is not known.
  static @Nullable String operation(ServletRequest request) {
    return (String) request.getAttribute(OPERATION);
  }
}
