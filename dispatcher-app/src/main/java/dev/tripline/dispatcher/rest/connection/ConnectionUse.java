package dev.tripline.dispatcher.rest.connection;

import jakarta.servlet.ServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/// Decides whether a connection is kept once its request is answered: only for a caller who has proved to
/// be one. All others open a new one for each request, so that nobody holds the server's connections for
/// nothing. Does not block.
public final class ConnectionUse {
  private static final String ATTRIBUTE = ConnectionUse.class.getName();
  private static final String HEADER = "Connection";

  private final org.apache.coyote.Response answer;
  private final @Nullable TimedProcessor connection;

  private ConnectionUse(org.apache.coyote.Response answer, @Nullable TimedProcessor connection) {
    this.answer = answer;
    this.connection = connection;
  }

  /// Ends the connection with the answer, unless the caller proves to be one.
  public static void once(Request request, Response response) {
    org.apache.coyote.Response answer = response.getCoyoteResponse();
    answer.getMimeHeaders().setValue(HEADER).setString("close");
    TimedProcessor connection = TimedProcessor.of(request.getCoyoteRequest());
    if (connection != null) {
      connection.keep(false);
    }
    request.setAttribute(ATTRIBUTE, new ConnectionUse(answer, connection));
  }

  /// The request has arrived with its whole body: it is served, whoever sent it, however short
  /// connections are.
  public static void whole(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof ConnectionUse use && use.connection != null) {
      use.connection.whole();
    }
  }

  /// The caller of this request is known: its connection may serve others.
  public static void keep(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof ConnectionUse use) {
      use.answer.getMimeHeaders().removeHeader(HEADER);
      if (use.connection != null) {
        use.connection.keep(true);
      }
    }
  }

  /// Closes the connection at once, so that its reader does not take what it has of the answer for the
  /// whole. Nothing can be written afterwards.
  public static void breakOff(ServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof ConnectionUse use) {
      use.answer.action(ActionCode.CLOSE_NOW, null);
    }
  }
}
