package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.exchange.AnswerTimers;
import dev.tripline.dispatcher.rest.exchange.ProblemAnswer;
import dev.tripline.spi.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything below `/http`. A plain servlet, so that no other rule reads or changes the requests of
/// functions.
final class RouteServlet extends HttpServlet {
  private static final Logger log = LoggerFactory.getLogger(RouteServlet.class);

  private final transient RouteServer server;
  private final transient AnswerTimers timers;

  RouteServlet(RouteServer server, MeterRegistry meters) {
    this.server = server;
    this.timers = new AnswerTimers(meters, "route", "InvokeRoute");
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long began = System.nanoTime();
    try {
      server.serve(request, response);
    } catch (ApiProblem problem) {
      ProblemAnswer.write(response, problem);
    } catch (StoreUnavailableException e) {
      log.debug("A request to {} is refused", request.getRequestURI(), e);
      ProblemAnswer.write(response, ApiProblem.unavailable("the store does not answer now"));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      ProblemAnswer.write(response, ApiProblem.unavailable("the dispatcher is stopping"));
    } catch (RuntimeException e) {
      log.error("A request to {} failed and is answered with 500", request.getRequestURI(), e);
      ProblemAnswer.write(response, ApiProblem.internal());
    } finally {
      timers.answered(response.getStatus(), began);
    }
  }
}
