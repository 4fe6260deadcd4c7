package dev.tripline.dispatcher.rest.guard;

import dev.tripline.dispatcher.rest.connection.ConnectionUse;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Surrounds all filters: ends connections whose caller stays unknown, refuses heads that can be read in two ways, ends bodies that come too slowly,
/// and takes in what a route has left unread of a body, within the same bounds, so that its sender gets
/// to read the answer. Safe for many threads.
final class GuardValve extends ValveBase {
  private static final Logger log = LoggerFactory.getLogger(GuardValve.class);

  private final BodyPace pace;
  private final long mostUnread;
  private final RefusalMeters meters;
  private final BodyMemory memory;

  /// @param mostUnread so many bytes of a body that no route reads are taken in
  GuardValve(BodyPace pace, BodyMemory memory, long mostUnread, RefusalMeters meters) {
    super(true);
    this.pace = pace;
    this.memory = memory;
    this.mostUnread = mostUnread;
    this.meters = meters;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (request.isAsyncDispatching()) {
      getNext().invoke(request, response);
      return;
    }
    ConnectionUse.once(request, response);
    org.apache.coyote.Request coyote = request.getCoyoteRequest();
    String objection = objection(request, coyote);
    if (objection != null) {
      meters.refused(RefusalMeters.Reason.HEAD);
      Refusal.invalid(objection).write(response, request.getRequestURI());
      readNoMore(request, response);
      return;
    }
    InputBuffer body = coyote.getInputBuffer();
    try (PacedBody paced = paced(request, body)) {
      coyote.setInputBuffer(paced);
      paced.whenWhole(() -> ConnectionUse.whole(request));
      if (coyote.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
        ConnectionUse.whole(request);
      }
      getNext().invoke(request, response);
      if (!request.isAsync()) {
        end(request, response, paced);
      }
    } finally {
      coyote.setInputBuffer(body);
    }
  }

  private PacedBody paced(Request request, InputBuffer body) {
    return new PacedBody(
        body,
        pace,
        memory,
        request.getCoyoteRequest().getContentLengthLong(),
        () -> BodySender.name(request));
  }

  private static @Nullable String objection(Request request, org.apache.coyote.Request coyote) {
    if (!(coyote.getInputBuffer() instanceof Http11InputBuffer buffer)) {
      return null;
    }
    ByteBuffer read = buffer.getByteBuffer();
    byte[] head = new byte[read.position()];
    read.get(0, head);
    return RawHead.objection(head, Collections.list(request.getHeaders("Transfer-Encoding")));
  }

  private void end(Request request, Response response, PacedBody body) throws IOException {
    if (body.failed()) {
      answer(request, response, refusal(body));
    }
    if (request.getCoyoteRequest().isFinished()) {
      return;
    }
    response.finishResponse();
    boolean readable = !body.failed() || body.withoutMemory();
    if (!readable || !takeIn(request.getCoyoteRequest(), body)) {
      readNoMore(request, response);
    }
  }

  private Refusal refusal(PacedBody body) {
    if (body.late()) {
      meters.refused(RefusalMeters.Reason.SLOW);
      return Refusal.tooSlow("the body came too slowly; nothing was changed");
    }
    if (body.withoutMemory()) {
      meters.refused(RefusalMeters.Reason.MEMORY);
      return Refusal.tooMany(
          "the bodies of other requests take all the memory there is for them; send it again"
              + " later");
    }
    return Refusal.invalid("the body broke off or is malformed; nothing was changed");
  }

  /// The server would take in the rest, however slowly it comes.
  private static void readNoMore(Request request, Response response) throws IOException {
    response.finishResponse();
    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
  }

  /// In place of the answer of a route that could not read its request.
  private static void answer(Request request, Response response, Refusal refusal)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
    response.setSuspended(false);
    response.reset();
    response.resetError();
    ConnectionUse.once(request, response);
    refusal.write(response, request.getRequestURI());
  }

  /// @return whether that was all of it
  private boolean takeIn(org.apache.coyote.Request coyote, PacedBody body) {
    Discarded discarded = new Discarded();
    body.discard();
    long left = mostUnread;
    try {
      while (left >= 0 && !coyote.hasExpectation()) {
        int read = body.doRead(discarded);
        if (read < 0) {
          return true;
        }
        left -= read;
      }
    } catch (IOException e) {
      log.debug("The rest of a body is not awaited", e);
    }
    return false;
  }

  private static final class Discarded implements ApplicationBufferHandler {
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer next) {
      buffer = next;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return buffer;
    }

    @Override
    public void expand(int size) {}
  }
}
