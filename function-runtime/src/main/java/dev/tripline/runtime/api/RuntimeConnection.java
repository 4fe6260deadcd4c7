package dev.tripline.runtime.api;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.invocation.ResponseStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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
  private static final String EXTENSION = "/2020-01-01/extension/";
  private static final List<String> TELEMETRY =
      List.of("/2022-07-01/telemetry", "/2022-07-01/telemetry/", "/2020-08-15/logs");

  /// Of a request of an extension.
  private static final int EXTENSION_BODY = 64 * 1024;

  private static final Pattern ERROR_TYPE = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]+");

  private static final Pattern NAME = Pattern.compile("[\\w.$:-]{1,256}");

  /// An event up to this size goes out in one write with its head.
  private static final int TOGETHER = 32 * 1024;

  private static final byte[] ACCEPTED =
      answer("202 Accepted", "application/json", "{\"status\":\"OK\"}\n");

  /// To a runtime that has called the hooks before a checkpoint: nothing is to be waited for.
  private static final byte[] RESTORED = answer("200 OK", "application/json", "");

  private static final int LINGER_MILLIS = 1_000;
  private static final int LINGER_BYTES = 64 * 1024;

  /// A refused body up to this size is thrown away, so that the connection can go on.
  private static final int DISCARDED = 64 * 1024;

  /// A response beyond the limit is read to its end up to this factor, so that its runtime learns of it.
  private static final int READ_OUT = 32;

  /// Of an answer that is handed on as it comes: AWS's, 200 MB.
  private static final long STREAM_LIMIT = 200L * 1024 * 1024;

  private static final byte[] MALFORMED =
      answer("400 Bad Request\r\nConnection: close", "text/plain", "malformed request\n");
  private static final byte[] NOT_FOUND =
      answer("404 Not Found", "text/plain", "404 page not found\n");
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private final Transport socket;
  private final HttpReader in;
  private final OutputStream out;
  private final RuntimeSession session;
  private final int responseLimit;
  private final Refusals refusals;
  private boolean acknowledgementOwed;
  private volatile boolean last;

  /// A body was not read, so that the next request cannot be found.
  private boolean unread;

  RuntimeConnection(
      Transport socket,
      RuntimeSession session,
      int responseLimit,
      ReadBudget budget,
      Refusals refusals)
      throws IOException {
    this.socket = socket;
    this.session = session;
    this.responseLimit = responseLimit;
    this.refusals = refusals;
    this.in = new HttpReader(socket.in(), budget);
    this.out = socket.out();
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
    if (last) {
      socket.endOutput();
    }
  }

  /// Serves the connection until the runtime hangs up.
  void run() {
    try {
      for (HttpReader.Head head = in.head(); head != null && !last; head = in.head()) {
        last = head.closes();
        serve(head);
        if (unread) {
          linger();
          return;
        }
        if (last && !head.path().equals(INVOCATION + "next") && !isOfExtension(head.path())) {
          socket.endOutput();
        }
      }
    } catch (MalformedRequestException e) {
      refuse(e);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug(
          "A runtime's connection ended ({}); its process decides what that means", e.toString());
    } finally {
      close();
      in.close();
    }
  }

  /// Whether the runtime has not hung up, as far as is known.
  public boolean isOpen() {
    return socket.isOpen();
  }

  /// Refuses a request for the next event; on the thread of [RuntimeSession#next].
  public void decline(Reply.WrongState why) {
    refusals.tell(Refusals.Kind.SECOND_ASKER, "");
    try {
      answer(why);
    } catch (IOException e) {
      LOG.debug("A runtime that was refused has hung up", e);
      close();
    }
  }

  /// The next request cannot be told from the rest of this one, so the connection ends. What the runtime
  /// still sends is read for a moment: closing before would take the answer away from it.
  private void refuse(MalformedRequestException reason) {
    refusals.tell(Refusals.Kind.MALFORMED, String.valueOf(reason.getMessage()));
    try {
      write(MALFORMED);
    } catch (IOException e) {
      LOG.debug("A runtime that sent a malformed request has hung up", e);
    }
    linger();
  }

  private void linger() {
    try {
      socket.endOutput();
      socket.discard(LINGER_MILLIS, LINGER_BYTES);
    } catch (IOException e) {
      LOG.debug("A runtime that was refused has hung up", e);
    }
  }

  /// Hangs up.
  public void close() {
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
    } else if (path.equals(BASE + "restore/next")) {
      in.body(head, 0);
      write(RESTORED);
    } else if (isOfExtension(path)) {
      extension(head);
    } else if (!head.method().equals("POST") || !path.startsWith(BASE)) {
      refuseUnread(head, NOT_FOUND);
    } else if (path.equals(BASE + "init/error") || path.equals(BASE + "restore/error")) {
      if (wanted(head, session.refusesInitError())) {
        byte[] body = in.beginning(head, responseLimit);
        answer(session.initError(errorType(head.headers(), body), body));
      }
    } else if (path.startsWith(INVOCATION) && path.endsWith("/response")) {
      String id = requestId(path, "/response");
      if (wanted(head, session.refusesResponse(id))) {
        answer(response(id, head));
      }
    } else if (path.startsWith(INVOCATION) && path.endsWith("/error")) {
      String id = requestId(path, "/error");
      if (wanted(head, session.refusesError(id))) {
        byte[] body = in.beginning(head, responseLimit);
        answer(session.error(id, errorType(head.headers(), body), body));
      }
    } else {
      refuseUnread(head, NOT_FOUND);
    }
  }

  private static boolean isOfExtension(String path) {
    return path.startsWith(EXTENSION) || TELEMETRY.contains(path);
  }

  private void extension(HttpReader.Head head) throws IOException {
    if (head.expectsContinue()) {
      write(CONTINUE);
    }
    byte[] body = in.body(head, EXTENSION_BODY).bytes();
    var request =
        new RuntimeSession.ExtensionRequest(head.method(), head.path(), head.headers(), body);
    if (!session.extension(request, this)) {
      write(NOT_FOUND);
    }
  }

  /// Answers a request whose body is not to be read.
  private boolean wanted(HttpReader.Head head, @Nullable Reply refusal) throws IOException {
    if (refusal != null) {
      refuseUnread(head, refusalOf(refusal));
      return false;
    }
    if (head.expectsContinue()) {
      write(CONTINUE);
    }
    return true;
  }

  /// A large body behind it ends the connection.
  private void refuseUnread(HttpReader.Head head, byte[] refusal) throws IOException {
    unread = !in.discard(head, DISCARDED);
    write(refusal);
  }

  /// An error in the middle of a streamed answer arrives behind it, as trailers.
  private Reply response(String id, HttpReader.Head head) throws IOException {
    ResponseStream stream =
        "streaming".equalsIgnoreCase(head.headers().get("lambda-runtime-function-response-mode"))
            ? session.stream(id)
            : null;
    if (stream != null) {
      stream.begin(head.headers().get("content-type"));
      return streamed(id, in.pieces(head, STREAM_LIMIT, (b, at, n) -> write(stream, b, at, n)));
    }
    if (!head.chunked() && head.contentLength() / READ_OUT > responseLimit) {
      unread = true;
      return session.response(id, null);
    }
    HttpReader.Body body = in.body(head, responseLimit);
    return ended(id, body.trailers(), body.bytes());
  }

  private static void write(ResponseStream stream, byte[] bytes, int offset, int length)
      throws IOException {
    try {
      stream.write(bytes, offset, length);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an answer was handed on");
    }
  }

  private Reply streamed(String id, @Nullable Map<String, String> trailers)
      throws MalformedRequestException {
    return trailers == null ? session.response(id, null) : ended(id, trailers, new byte[0]);
  }

  private Reply ended(String id, Map<String, String> trailers, byte @Nullable [] body)
      throws MalformedRequestException {
    String failure = trailers.get("lambda-runtime-function-error-body");
    return failure == null
        ? session.response(id, body)
        : session.error(id, errorType(trailers), decoded(failure));
  }

  private static byte[] decoded(String trailer) throws MalformedRequestException {
    try {
      return Base64.getMimeDecoder().decode(trailer);
    } catch (IllegalArgumentException _) {
      throw new MalformedRequestException("an error in trailers that is not base64");
    }
  }

  private void answer(Reply reply) throws IOException {
    if (reply instanceof Reply.Accepted) {
      accepted();
    } else {
      write(refusalOf(reply));
    }
  }

  private static byte[] refusalOf(Reply reply) {
    return switch (reply) {
      case Reply.Accepted() -> ACCEPTED;
      case Reply.UnknownRequest() ->
          error("400 Bad Request", "Invalid request ID", "InvalidRequestID");
      case Reply.WrongState(String from, String to) ->
          error(
              "403 Forbidden",
              "State transition from %s to %s failed for runtime. Error: State transition is not allowed"
                  .formatted(from, to),
              "InvalidStateTransition");
      case Reply.TooLarge(int limit) ->
          error(
              "413 Request Entity Too Large",
              "Exceeded maximum allowed payload size (" + limit + " bytes).",
              "RequestEntityTooLarge");
    };
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

  /// Of a report that was cut the header may hold the only type.
  private String errorType(Map<String, String> headers, byte[] body) {
    String type = headers.get("lambda-runtime-function-error-type");
    return type != null && body.length == responseLimit && NAME.matcher(type).matches()
        ? type
        : errorType(headers);
  }

  private static String errorType(Map<String, String> headers) {
    String type = headers.get("lambda-runtime-function-error-type");
    return type != null && ERROR_TYPE.matcher(type).matches() ? type : "Runtime.Unknown";
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
