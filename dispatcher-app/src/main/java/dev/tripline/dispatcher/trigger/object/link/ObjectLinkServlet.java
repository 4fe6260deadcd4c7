package dev.tripline.dispatcher.trigger.object.link;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import dev.tripline.dispatcher.rest.exchange.AnswerTimers;
import dev.tripline.dispatcher.rest.exchange.ProblemAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything below `/objects`. A plain servlet, so that the bytes of objects pass as they are.
final class ObjectLinkServlet extends HttpServlet {
  private static final Logger log = LoggerFactory.getLogger(ObjectLinkServlet.class);

  private final transient ObjectLinkServer server;
  private final transient AnswerTimers timers;

  ObjectLinkServlet(ObjectLinkServer server, MeterRegistry meters) {
    this.server = server;
    this.timers = new AnswerTimers(meters, "object", "ReadObject");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    serve(request, response, true);
  }

  @Override
  protected void doHead(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    serve(request, response, false);
  }

  private void serve(HttpServletRequest request, HttpServletResponse response, boolean body)
      throws IOException {
    long began = System.nanoTime();
    try {
      server.serve(request, response, body);
    } catch (ApiProblem problem) {
      ProblemAnswer.write(response, problem);
    } catch (RuntimeException e) {
      log.error("Reading an object by its link failed", e);
      if (response.isCommitted()) {
        ConnectionUse.breakOff(request);
      } else {
        response.reset();
        ProblemAnswer.write(response, ApiProblem.internal());
      }
    } finally {
      timers.answered(response.getStatus(), began);
    }
  }
}
