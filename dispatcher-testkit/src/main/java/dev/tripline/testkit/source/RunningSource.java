package dev.tripline.testkit.source;

import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamSource;
import java.time.Duration;

/// A source that runs on a thread of its own until it is closed.
public final class RunningSource implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final StreamSource source;
  private final Thread thread;

  private RunningSource(StreamSource source, ShardConsumer consumer) {
    this.source = source;
    this.thread = Thread.ofPlatform().name("source-under-test").unstarted(() -> run(consumer));
  }

  public static RunningSource start(StreamSource source, ShardConsumer consumer) {
    RunningSource running = new RunningSource(source, consumer);
    running.thread.start();
    return running;
  }

  public StreamSource source() {
    return source;
  }

  /// Returns when everything was handed over.
  public void stop() throws InterruptedException {
    source.stop();
    if (!thread.join(PATIENCE)) {
      thread.interrupt();
      throw new AssertionError("the source did not end after it was stopped");
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    } finally {
      source.close();
    }
  }

  private void run(ShardConsumer consumer) {
    try {
      source.run(consumer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      thread.getThreadGroup().uncaughtException(thread, e);
    }
  }
}
