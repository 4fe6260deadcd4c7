package dev.tripline.dispatcher.rest.connection;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/// Tomcat's connections, with a limit to the silence before and within a head, and with a share that may
/// be kept without a request. Beyond that share a new connection takes the place of the one whose caller
/// has been unknown for longest.
final class TimedEndpoint extends NioEndpoint {
  /// Of all connections, in percent: beyond it none is kept for another request.
  private static final int KEPT = 80;

  /// The longest silence while connections are short, in milliseconds.
  private static final int BRIEF = 1_000;

  /// One of so many is ended at a time, so that they are looked through rarely.
  private static final int PART = 64;

  private final UnknownCallers unknown = new UnknownCallers();
  private volatile int headMillis = Integer.MAX_VALUE;

  void headTime(Duration time) {
    headMillis = Math.toIntExact(Math.min(time.toMillis(), Integer.MAX_VALUE));
  }

  /// The longest silence before and within a head, in milliseconds.
  @Override
  public int getConnectionTimeout() {
    int most = isShort() ? Math.min(BRIEF, headMillis) : headMillis;
    int set = silence();
    return set < 0 ? most : Math.min(set, most);
  }

  /// The longest silence of both sides beyond the head, in milliseconds.
  int silence() {
    return super.getConnectionTimeout();
  }

  /// The longest silence within a body, in milliseconds.
  int bodySilence() {
    int set = silence();
    return isShort() ? (set < 0 ? BRIEF : Math.min(set, BRIEF)) : set;
  }

  /// Whether so many connections are open that the rest is needed for requests.
  boolean isShort() {
    int most = getMaxConnections();
    return most > 0 && getConnectionCount() > (long) most * KEPT / 100;
  }

  /// The connections whose caller is not known.
  UnknownCallers unknown() {
    return unknown;
  }

  @Override
  protected boolean setSocketOptions(SocketChannel connection) {
    makeRoom();
    unknown.begins(connection);
    boolean served = super.setSocketOptions(connection);
    if (!served) {
      unknown.left(connection);
    }
    return served;
  }

  private void makeRoom() {
    int most = getMaxConnections();
    if (most > 0) {
      unknown.keepAtMost(most);
    }
    if (isShort() && getConnectionCount() - unknown.ending() > (long) most * KEPT / 100) {
      unknown.endOldest(Math.max(1, most / PART));
    }
  }

  @Override
  public void setHandler(Handler<NioChannel> handler) {
    super.setHandler(new Leaving(handler, unknown));
  }

  /// Passes everything on, and notes connections that are closed.
  private record Leaving(Handler<NioChannel> handler, UnknownCallers unknown)
      implements Handler<NioChannel> {
    @Override
    public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent status) {
      return handler.process(socket, status);
    }

    @Override
    public Object getGlobal() {
      return handler.getGlobal();
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> socket) {
      unknown.left(socket.getSocket().getIOChannel());
      handler.release(socket);
    }

    @Override
    public void pause() {
      handler.pause();
    }

    @Override
    public void recycle() {
      handler.recycle();
    }
  }
}
