package dev.tripline.dispatcher.rest.server;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;

/// Tells clients that a stop is near: each answer has `Connection: close`, so that no request is sent
/// on a connection that is about to end. Safe for many threads.
final class StopAnnouncement implements Filter {
  /// Requests may defer the stop for so many quiet times.
  private static final int LONGEST = 10;

  private final Duration quiet;
  private volatile @Nullable AbstractHttp11Protocol<?> protocol;
  private volatile boolean announced;
  private volatile long announcedAt;
  private volatile long lastRequest;

  /// @param quiet the time without a request after which the server may stop
  StopAnnouncement(Duration quiet) {
    this.quiet = quiet;
  }

  /// @param server whose connections are to be used once only from the announcement on
  void over(AbstractHttp11Protocol<?> server) {
    protocol = server;
  }

  /// The dispatcher will stop. Does not block.
  void announce() {
    if (announced) {
      return;
    }
    announcedAt = System.nanoTime();
    lastRequest = announcedAt;
    announced = true;
    AbstractHttp11Protocol<?> server = protocol;
    if (server != null) {
      server.setMaxKeepAliveRequests(1);
    }
  }

  /// Blocks until no request has come for the quiet time, or for ten times as long altogether.
  void await() throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long left =
          Math.min(
              quiet.toNanos() - (now - lastRequest),
              quiet.toNanos() * LONGEST - (now - announcedAt));
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (announced && !isProbe(request)) {
      lastRequest = System.nanoTime();
    }
    chain.doFilter(request, response);
    // A request that was under way when the stop was announced.
    if (announced && !response.isCommitted()) {
      ((HttpServletResponse) response).setHeader("Connection", "close");
    }
  }

  /// A load balancer goes on asking for as long as the server answers, and sends nothing else any more.
  static boolean isProbe(ServletRequest request) {
    return request instanceof HttpServletRequest http
        && http.getRequestURI().startsWith("/actuator/health");
  }
}
