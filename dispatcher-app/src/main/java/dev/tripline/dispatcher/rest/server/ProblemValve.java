package dev.tripline.dispatcher.rest.server;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests that no servlet sees (a malformed request line, a header that is too long) in the
/// dialect of their path instead of with Tomcat's page.
public final class ProblemValve extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    var writable = new AtomicBoolean();
    response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
    if (!writable.get()) {
      return;
    }
    try {
      boolean encoded = request.getHeader("Transfer-Encoding") != null;
      ServerProblem.of(status, encoded).write(response, request.getRequestURI());
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("A client got no reason for {}: it is gone", status, e);
    }
  }
}
