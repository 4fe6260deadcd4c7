package dev.tripline.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A lean HTTP/1.1 load generator: one thread, any number of kept-alive connections, one request in
/// flight on each. It shares the machine with the measured server, so it does no avoidable work:
/// the request's bytes are prepared once, and of a response it reads status and length alone.
public final class HttpLoad {
  private final InetSocketAddress address;
  private final byte[] request;
  private final int expectedStatus;

  /// @param request all bytes of one request, see [HttpMessages#post]
  public HttpLoad(int port, byte[] request, int expectedStatus) {
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.request = request.clone();
    this.expectedStatus = expectedStatus;
  }

  /// @param perSecond successful answers a second
  /// @param failures answers with another status than expected, or of a function that failed
  public record Result(double perSecond, double p50Micros, double p99Micros, long failures) {}

  /// Blocks for about `duration`, and answers the rate and latencies; the first tenth is not counted.
  public Result run(int connections, Duration duration) throws IOException {
    return connections == 1 ? runBlocking(duration) : runSelecting(connections, duration);
  }

  /// Sends exactly `count` requests over the given number of connections; blocks until all are answered.
  public Result send(int connections, int count) throws IOException {
    Run run = new Run(Long.MIN_VALUE, Long.MAX_VALUE, count);
    long from = System.nanoTime();
    select(connections, run);
    return run.result(System.nanoTime() - from);
  }

  /// One caller that waits for each answer: no selector between it and the socket.
  private Result runBlocking(Duration duration) throws IOException {
    Run run = lasting(duration);
    try (Exchange exchange = new Exchange(null)) {
      while (System.nanoTime() < run.until) {
        exchange.begin();
        while (!exchange.advance()) {
          // the rest of the response is on its way
        }
        run.finished(exchange);
      }
    }
    return run.result(run.until - run.countFrom);
  }

  private Result runSelecting(int connections, Duration duration) throws IOException {
    Run run = lasting(duration);
    select(connections, run);
    return run.result(run.until - run.countFrom);
  }

  private Run lasting(Duration duration) {
    long from = System.nanoTime();
    long until = from + duration.toNanos();
    return new Run(from + duration.toNanos() / 10, until, Long.MAX_VALUE);
  }

  private void select(int connections, Run run) throws IOException {
    List<Exchange> exchanges = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections && run.mayStart(); i++) {
        Exchange exchange = new Exchange(selector);
        exchanges.add(exchange);
        run.started();
        exchange.begin();
      }
      while (run.inFlight > 0) {
        selector.select(key -> proceed(key, run), 1_000);
      }
    } finally {
      for (Exchange exchange : exchanges) {
        exchange.close();
      }
    }
  }

  private void proceed(SelectionKey key, Run run) {
    Exchange exchange = (Exchange) key.attachment();
    try {
      if (exchange.advance()) {
        run.finished(exchange);
        run.inFlight--;
        if (run.mayStart()) {
          run.started();
          exchange.begin();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the server closed a connection under load", e);
    }
  }

  /// Counters of one run, and its limits in time and number.
  private final class Run {
    private final long countFrom;
    private final long until;
    private final long limit;
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long started;
    private long failures;
    private int inFlight;

    Run(long countFrom, long until, long limit) {
      this.countFrom = countFrom;
      this.until = until;
      this.limit = limit;
    }

    boolean mayStart() {
      return started < limit && System.nanoTime() < until;
    }

    void started() {
      started++;
      inFlight++;
    }

    void finished(Exchange exchange) {
      long now = System.nanoTime();
      if (exchange.status != expectedStatus || exchange.functionFailed) {
        failures++;
      } else if (exchange.begunAt >= countFrom && now <= until) {
        latencies.add(now - exchange.begunAt);
      }
    }

    Result result(long nanos) {
      double perSecond = latencies.count() / (nanos / 1e9);
      return new Result(perSecond, latencies.percentile(0.5), latencies.percentile(0.99), failures);
    }
  }

  /// One connection and the response that it waits for. When the server announces that it closes the
  /// connection, the next request takes a new one.
  private final class Exchange implements AutoCloseable {
    private final @Nullable Selector selector;
    private final ByteBuffer out = ByteBuffer.wrap(request);
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private SocketChannel channel;
    private boolean closing;
    private boolean functionFailed;
    private long begunAt;
    private int status;

    /// @param selector null for a blocking connection
    Exchange(@Nullable Selector selector) throws IOException {
      this.selector = selector;
      this.channel = connect();
    }

    private SocketChannel connect() throws IOException {
      SocketChannel connected = SocketChannel.open(address);
      connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (selector != null) {
        connected.configureBlocking(false);
        connected.register(selector, SelectionKey.OP_READ, this);
      }
      return connected;
    }

    void begin() throws IOException {
      begunAt = System.nanoTime();
      if (closing) {
        channel.close();
        channel = connect();
      }
      in.clear();
      out.rewind();
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }

    /// Reads what is there, and answers whether the response is complete.
    boolean advance() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("end of stream after " + in.position() + " bytes of a response");
      }
      int length = HttpMessages.responseLength(in.array(), in.position());
      if (length < 0 || in.position() < length) {
        return false;
      }
      status = (in.get(9) - '0') * 100 + (in.get(10) - '0') * 10 + (in.get(11) - '0');
      closing = HttpMessages.hasLine(in.array(), in.position(), "connection: close");
      functionFailed = HttpMessages.hasLine(in.array(), in.position(), "x-amz-function-error:");
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
