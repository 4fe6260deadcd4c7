package dev.tripline.dispatcher.rest.connection;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection whose head has not arrived in time is closed with the next byte that comes of it; without
/// one, the server's own limit of silence ends it. One that is to be used once is closed when its request
/// is answered: the server itself goes on reading whatever the answer's header says.
final class TimedProcessor extends Http11Processor {
  /// The place of a request's processor among its notes; the server itself uses the first few.
  private static final int NOTE = 24;

  private static final Logger log = LoggerFactory.getLogger(TimedProcessor.class);

  private final TimedProtocol protocol;

  /// Whether a head has begun and not ended. Its processor stays with the connection as long.
  private boolean inHead;

  /// Whether the connection may serve another request.
  private volatile boolean kept;

  TimedProcessor(TimedProtocol protocol, Adapter adapter) {
    super(protocol, adapter);
    this.protocol = protocol;
    request.setNote(NOTE, this);
  }

  /// The one that reads a request; null if that is another server's.
  static @Nullable TimedProcessor of(Request request) {
    return request.getNote(NOTE) instanceof TimedProcessor processor ? processor : null;
  }

  /// @param another whether the connection may serve another request after the present one; it may not
  ///     unless this is said
  void keep(boolean another) {
    kept = another;
    note(another);
  }

  /// The present request has arrived.
  void whole() {
    note(true);
  }

  private void note(boolean safe) {
    SocketWrapperBase<?> socket = getSocketWrapper();
    if (socket != null) {
      note(socket, safe);
    }
  }

  private void note(SocketWrapperBase<?> socket, boolean safe) {
    if (!(socket.getSocket() instanceof NioChannel channel) || channel.getIOChannel() == null) {
      return;
    }
    if (safe) {
      protocol.unknown().isSafe(channel.getIOChannel());
    } else {
      protocol.unknown().begins(channel.getIOChannel());
    }
  }

  @Override
  public SocketState process(SocketWrapperBase<?> socket, SocketEvent event) throws IOException {
    if (inHead && isLate(request.getStartTimeNanos())) {
      log.debug("{} sends the head of its request too slowly; it is closed", socket);
      inHead = false;
      return SocketState.CLOSED;
    }
    if (!isAsync()) {
      kept = false;
      note(socket, false);
    }
    int before = request.getRequestProcessor().getRequestCount();
    // The limit of a head is none of its answer.
    socket.setWriteTimeout(protocol.silence());
    SocketState state = super.process(socket, event);
    inHead = state == SocketState.LONG && !isAsync() && !isUpgrade();
    boolean answered = request.getRequestProcessor().getRequestCount() != before;
    if (answered && !kept && (inHead || state == SocketState.OPEN)) {
      inHead = false;
      return SocketState.CLOSED;
    }
    return state;
  }

  /// @param began of the request, -1 if none has begun
  private boolean isLate(long began) {
    return began != -1 && System.nanoTime() - began > protocol.headNanos();
  }
}
