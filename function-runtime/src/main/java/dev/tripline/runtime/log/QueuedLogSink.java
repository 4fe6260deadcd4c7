package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.spi.liveness.VitalThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Hands lines to another sink on a thread of its own, in their order, so that an invocation never
/// waits for the log to be written. When too many wait, the one that logs waits. Safe for many threads.
public final class QueuedLogSink implements LogSink, AutoCloseable {
  private static final Entry END = new Entry(null, null, "", false);

  /// Lines are gathered for a moment, so that this thread is not woken for each of them.
  private static final long GATHERED_NANOS = 2_000_000;

  private final LogSink sink;
  private final BlockingQueue<Entry> waiting;
  private final Thread thread = VitalThreads.ofPlatform("function-logs").unstarted(this::write);

  /// @param capacity in lines
  public QueuedLogSink(LogSink sink, int capacity) {
    this.sink = sink;
    this.waiting = new LinkedBlockingQueue<>(capacity);
    thread.start();
  }

  private record Entry(
      @Nullable FunctionSpec function, @Nullable String requestId, String line, boolean platform) {}

  @Override
  public void output(FunctionSpec function, @Nullable String requestId, String line) {
    put(new Entry(function, requestId, line, false));
  }

  @Override
  public boolean wantsPlatform(FunctionSpec function) {
    return sink.wantsPlatform(function);
  }

  @Override
  public void platform(FunctionSpec function, @Nullable String requestId, String line) {
    put(new Entry(function, requestId, line, true));
  }

  private void put(Entry entry) {
    try {
      waiting.put(entry);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      pass(entry); // out of its order rather than not at all
    }
  }

  private void write() {
    List<Entry> some = new ArrayList<>();
    try {
      while (true) {
        some.add(waiting.take());
        LockSupport.parkNanos(GATHERED_NANOS);
        waiting.drainTo(some);
        for (Entry entry : some) {
          if (entry.function() == null) {
            return;
          }
          pass(entry);
        }
        some.clear();
      }
    } catch (InterruptedException _) {
      some.forEach(this::pass);
    }
  }

  private void pass(Entry entry) {
    FunctionSpec function = entry.function();
    if (function == null) {
      return;
    }
    if (entry.platform()) {
      sink.platform(function, entry.requestId(), entry.line());
    } else {
      sink.output(function, entry.requestId(), entry.line());
    }
  }

  /// Writes all lines so far.
  @Override
  public void close() {
    put(END);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
