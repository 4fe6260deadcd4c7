package dev.tripline.testkit.source.push;

import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event source that runs on a thread of its own until it is closed.
public final class RunningEventSource implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final EventSource source;
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  private RunningEventSource(EventSource source, EventSink sink) {
    this.source = source;
    this.thread = Thread.ofVirtual().name("event-source-under-test").unstarted(() -> run(sink));
  }

  public static RunningEventSource start(EventSource source, EventSink sink) {
    RunningEventSource running = new RunningEventSource(source, sink);
    running.thread.start();
    return running;
  }

  private void run(EventSink sink) {
    try {
      source.run(sink);
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  public void interrupt() {
    thread.interrupt();
  }

  /// Waits for the end of the run; fails after a minute.
  ///
  /// @return the exception that it ended with; null if it returned
  public @Nullable Throwable awaitEnd() throws InterruptedException {
    if (!thread.join(PATIENCE)) {
      thread.interrupt();
      throw new AssertionError("the source runs on");
    }
    return failure;
  }

  /// Closes the source and waits for the end of its run.
  @Override
  public void close() {
    source.close();
    try {
      awaitEnd();
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
