package dev.tripline.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP port on the loopback that passes everything on to another one. A test can freeze it: bytes then
/// stay on their way and no connection ends, as behind a cable that was pulled. It can break it: present
/// connections end. And it can cut it: new ones are refused too. Safe for many threads.
public final class TcpLink implements AutoCloseable {
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition thawed = lock.newCondition();
  private final int port;
  private volatile ServerSocket listener;
  private boolean frozen;
  private volatile boolean closed;

  private TcpLink(int targetPort) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    this.listener = listen(0);
    this.port = listener.getLocalPort();
  }

  /// A link to a port of this machine.
  public static TcpLink to(int targetPort) {
    TcpLink link = new TcpLink(targetPort);
    link.acceptFrom(link.listener);
    return link;
  }

  public int port() {
    return port;
  }

  /// Bytes stay where they are, in both directions and on new connections too.
  public void freeze() {
    set(true);
  }

  /// Bytes arrive again, those from before first.
  public void thaw() {
    set(false);
  }

  private void set(boolean nowFrozen) {
    lock.lock();
    try {
      frozen = nowFrozen;
      thawed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends all present connections; new ones are accepted.
  public void breakConnections() {
    sockets.forEach(TcpLink::end);
  }

  /// Ends all present connections, and refuses new ones until [#mend].
  public void cut() {
    end(listener);
    breakConnections();
  }

  /// New connections are made again after [#cut].
  public void mend() {
    listener = listen(port);
    acceptFrom(listener);
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException("the link cannot listen", e);
    }
  }

  private void acceptFrom(ServerSocket server) {
    Thread.ofVirtual().name("link").start(() -> acceptUntilCut(server));
  }

  private void acceptUntilCut(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        connect(server.accept(), server);
      } catch (IOException e) {
        if (!server.isClosed()) {
          System.err.println("a connection through the link failed: " + e);
        }
      }
    }
  }

  private void connect(Socket client, ServerSocket server) throws IOException {
    Socket upstream = new Socket();
    sockets.add(client);
    sockets.add(upstream);
    try {
      upstream.connect(target);
    } catch (IOException e) {
      end(client, upstream);
      throw e;
    }
    if (server.isClosed()) {
      end(client, upstream); // the cut did not see them
      return;
    }
    pass(client, upstream);
    pass(upstream, client);
  }

  private void pass(Socket from, Socket to) {
    Thread.ofVirtual().name("link-pass").start(() -> passUntilTheEnd(from, to));
  }

  private void passUntilTheEnd(Socket from, Socket to) {
    byte[] bytes = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitThaw();
        out.write(bytes, 0, read);
      }
      awaitThaw();
    } catch (IOException _) {
      // One side has hung up, which the other one learns below.
    }
    end(from, to);
  }

  private void awaitThaw() {
    lock.lock();
    try {
      while (frozen && !closed) {
        thawed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(Socket one, Socket other) {
    sockets.remove(one);
    sockets.remove(other);
    end(one);
    end(other);
  }

  private static void end(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      System.err.println("a socket of the link does not close: " + e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thaw();
    cut();
  }
}
