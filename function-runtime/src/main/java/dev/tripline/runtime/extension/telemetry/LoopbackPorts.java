package dev.tripline.runtime.extension.telemetry;

import dev.tripline.runtime.api.peer.PeerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Ports of a worker on the host's own loopback, where everybody listens. A connection carries nothing
/// before the kernel has said that its other end is held by a process of the worker.
///
/// To tell costs the more, the more processes and open files the worker has, so that it takes a small part
/// of the time only: the rest is waited.
public final class LoopbackPorts implements WorkerPorts {
  private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");
  private static final int CONNECT_MILLIS = 1_000;
  private static final long FIRST_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// So many times the cost of a connection passes before the next one.
  private static final int REST = 10;

  private final long worker;
  private final InetAddress sandbox;

  /// When the next connection may be made, of [System#nanoTime].
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

  /// @param worker process id
  /// @param sandbox the address that the worker sees as `sandbox.localdomain`
  public LoopbackPorts(long worker, InetAddress sandbox) {
    this.worker = worker;
    this.sandbox = sandbox;
  }

  @Override
  public SocketChannel connect(Destination.Place place, int port, Opened opened)
      throws IOException {
    InetAddress address =
        switch (place) {
          case SANDBOX -> sandbox;
          case LOCALHOST -> LOCALHOST;
        };
    InetSocketAddress there = new InetSocketAddress(address, port);
    rest();
    if (!costly(() -> PeerProcess.listensAt(worker, there))) {
      throw new ConnectException("no process of worker %d listens at %s".formatted(worker, there));
    }
    SocketChannel channel = SocketChannel.open();
    boolean verified = false;
    try {
      opened.opened(channel);
      channel.socket().connect(there, CONNECT_MILLIS);
      awaitOwner(channel);
      verified = true;
      return channel;
    } finally {
      if (!verified) {
        channel.close();
      }
    }
  }

  /// A connection is nobody's until the listener accepts it.
  private void awaitOwner(SocketChannel channel) throws IOException {
    long pause = FIRST_LOOK_NANOS;
    while (channel.isOpen()) {
      switch (costly(() -> PeerProcess.ownerOf(worker, channel.socket()))) {
        case WORKER -> {
          return;
        }
        case ANOTHER -> throw new ConnectException("the listener is not of worker " + worker);
        case NOBODY -> {
          park(pause);
          pause = Math.min(2 * pause, LAST_LOOK_NANOS);
        }
      }
    }
    throw new ConnectException("the listener of worker %d takes no connection".formatted(worker));
  }

  private interface Look<T> {
    T look() throws IOException;
  }

  private <T> T costly(Look<T> look) throws IOException {
    long began = System.nanoTime();
    try {
      return look.look();
    } finally {
      long now = System.nanoTime();
      nextNanos.accumulateAndGet(
          REST * (now - began), (next, rest) -> Math.max(next - now, 0) + now + rest);
    }
  }

  private void rest() throws IOException {
    for (long left = nextNanos.get() - System.nanoTime();
        left > 0;
        left = nextNanos.get() - System.nanoTime()) {
      park(left);
    }
  }

  private void park(long nanos) throws IOException {
    LockSupport.parkNanos(nanos);
    if (Thread.currentThread().isInterrupted()) {
      throw new ConnectException("the listener of worker %d is not waited for".formatted(worker));
    }
  }
}
