package dev.tripline.runtime.api;

import dev.tripline.spi.invocation.Payload;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a runtime. A platform thread of its own reads requests; an event is written by
/// whoever has it, a small one in one write, together with an acknowledgement that is still owed to a
/// runtime which asked for the next event in the same breath.
public final class RuntimeConnection {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeConnection.class);
  private static final String BASE = "/2018-06-01/runtime/";
  private static final String INVOCATION = BASE + "invocation/";
  private static final Pattern ERROR_TYPE = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");

  /// An event up to this size goes out in one write with its head.
  private static final int TOGETHER = 32 * 1024;

  private static final byte[] ACCEPTED =
      answer("202 Accepted", "application/json", "{\"status\":\"OK\"}\n");
  private static final int LINGER_MILLIS = 1_000;
  private static final int LINGER_BYTES = 64 * 1024;

  private static final byte[] MALFORMED =
      answer("400 Bad Request\r\nConnection: close", "text/plain", "malformed request\n");
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final Socket socket;
  private final HttpReader in;
  private final OutputStream out;
  private final RuntimeSession session;
  private final int responseLimit;
  private boolean acknowledgementOwed;

  RuntimeConnection(Socket socket, RuntimeSession session, int responseLimit) throws IOException {
    this.socket = socket;
    this.session = session;
    this.responseLimit = responseLimit;
    socket.setTcpNoDelay(true);
    this.in = new HttpReader(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// Writes an event to the runtime that waits on this connection.
  ///
  /// @param head status line and headers up to the empty line, without a content length
  /// @throws IOException if the runtime is gone
  public synchronized void send(String head, Payload event) throws IOException {
    byte[] headBytes =
        (head + "Content-Length: " + event.size() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    int room = ACCEPTED.length + headBytes.length + Math.min(event.size(), TOGETHER);
    BufferedOutputStream together = new BufferedOutputStream(out, room);
    if (acknowledgementOwed) {
      acknowledgementOwed = false;
      together.write(ACCEPTED);
    }
    together.write(headBytes);
    event.writeTo(together);
    together.flush();
  }

  /// Serves the connection until the runtime hangs up.
  void run() {
    try {
      for (HttpReader.Head head = in.head(); head != null; head = in.head()) {
        serve(head);
      }
    } catch (MalformedRequestException e) {
      refuse(e);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug(
          "A runtime's connection ended ({}); its process decides what that means", e.toString());
    } finally {
      close();
    }
  }

  /// The next request cannot be told from the rest of this one, so the connection ends. What the runtime
  /// still sends is read for a moment: closing before would take the answer away from it.
  private void refuse(MalformedRequestException reason) {
    LOG.info("A runtime's connection is closed: {}", reason.getMessage());
    try {
      write(MALFORMED);
      socket.shutdownOutput();
      socket.setSoTimeout(LINGER_MILLIS);
      byte[] _ = socket.getInputStream().readNBytes(LINGER_BYTES);
    } catch (IOException e) {
      LOG.debug("A runtime that sent a malformed request has hung up", e);
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A runtime's connection is left to the end of its process", e);
    }
  }

  private void serve(HttpReader.Head head) throws IOException {
    String path = head.path();
    if (path.equals(INVOCATION + "next")) {
      in.body(head, 0);
      session.next(this);
      return;
    }
    if (head.expectsContinue()) {
      write(CONTINUE);
    }
    if (!head.method().equals("POST") || !path.startsWith(BASE)) {
      in.body(head, 0);
      write(answer("404 Not Found", "text/plain", "404 page not found\n"));
    } else if (path.equals(BASE + "init/error")) {
      answer(session.initError(errorType(head.headers()), orEmpty(in.body(head, responseLimit))));
    } else if (path.startsWith(INVOCATION) && path.endsWith("/response")) {
      answer(response(path, head));
    } else if (path.startsWith(INVOCATION) && path.endsWith("/error")) {
      byte[] body = orEmpty(in.body(head, responseLimit));
      answer(session.error(requestId(path, "/error"), errorType(head.headers()), body));
    } else {
      in.body(head, responseLimit);
      write(answer("404 Not Found", "text/plain", "404 page not found\n"));
    }
  }

  /// A streamed answer is collected; an error in its middle arrives behind it, as trailers.
  private Reply response(String path, HttpReader.Head head) throws IOException {
    HttpReader.Body body = in.body(head, responseLimit);
    String id = requestId(path, "/response");
    String failure = body.trailers().get("lambda-runtime-function-error-body");
    if (failure != null) {
      return session.error(id, errorType(body.trailers()), decoded(failure));
    }
    return session.response(id, body.bytes());
  }

  private static byte[] decoded(String trailer) throws MalformedRequestException {
    try {
      return Base64.getMimeDecoder().decode(trailer);
    } catch (IllegalArgumentException _) {
      throw new MalformedRequestException("an error in trailers that is not base64");
    }
  }

  private void answer(Reply reply) throws IOException {
    switch (reply) {
      case Reply.Accepted() -> accepted();
      case Reply.UnknownRequest() ->
          write(error("400 Bad Request", "Invalid request ID", "InvalidRequestID"));
      case Reply.WrongState(String from, String to) ->
          write(
              error(
                  "403 Forbidden",
                  "State transition from %s to %s failed for runtime. Error: State transition is not allowed"
                      .formatted(from, to),
                  "InvalidStateTransition"));
      case Reply.TooLarge(int limit) ->
          write(
              error(
                  "413 Request Entity Too Large",
                  "Exceeded maximum allowed payload size (" + limit + " bytes).",
                  "RequestEntityTooLarge"));
    }
  }

  private void accepted() throws IOException {
    if (in.hasMore()) {
      synchronized (this) {
        acknowledgementOwed = true;
      }
    } else {
      write(ACCEPTED);
    }
  }

  private synchronized void write(byte[] bytes) throws IOException {
    if (acknowledgementOwed) {
      acknowledgementOwed = false;
      out.write(ACCEPTED);
    }
    out.write(bytes);
  }

  private static String requestId(String path, String suffix) {
    int end = path.length() - suffix.length();
    return end <= INVOCATION.length() ? "" : path.substring(INVOCATION.length(), end);
  }

  private static String errorType(Map<String, String> headers) {
    String type = headers.get("lambda-runtime-function-error-type");
    return type != null && ERROR_TYPE.matcher(type).matches() ? type : "Runtime.Unknown";
  }

  private static byte[] orEmpty(HttpReader.Body body) {
    byte @Nullable [] bytes = body.bytes();
    return bytes == null ? new byte[0] : bytes;
  }

  private static byte[] error(String status, String message, String type) {
    return answer(
        status,
        "application/json",
        "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}\n");
  }

  private static byte[] answer(String status, String contentType, String body) {
    return ascii(
        "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, contentType, body.length(), body));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
