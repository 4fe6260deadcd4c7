package dev.tripline.dispatcher.functionurl;

import dev.tripline.dispatcher.rest.exchange.AnswerTimers;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/// Takes the requests to function URLs out before all routes: at the name of a URL there are none. Counts
/// and times them. Safe for many threads.
final class FunctionUrlFilter implements Filter {
  private final UrlAddresses addresses;
  private final UrlServer server;
  private final AnswerTimers timers;

  FunctionUrlFilter(UrlAddresses addresses, UrlServer server, MeterRegistry meters) {
    this.addresses = addresses;
    this.server = server;
    this.timers = new AnswerTimers(meters, "function-url", "InvokeFunctionUrl");
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    Optional<UrlAddresses.Found> address =
        addresses.find(request.getHeader("Host"), request.getRequestURI());
    if (address.isEmpty()) {
      chain.doFilter(any, answer);
      return;
    }
    HttpServletResponse response = (HttpServletResponse) answer;
    long began = System.nanoTime();
    try {
      server.serve(request, response, address.get());
    } finally {
      timers.answered(response.getStatus(), began);
    }
  }
}
