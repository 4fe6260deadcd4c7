package dev.tripline.adapter.cdc.engine;

import dev.tripline.spi.source.SourceUnavailableException;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of Debezium's engine, turned from pushing to being asked: the engine waits until its batch is
/// taken. It tells the server of progress only by [#confirm].
///
/// [#poll] belongs to one thread; the other methods are for any.
public final class ChangeFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
  private static final long SLICE_MILLIS = 50;
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final SynchronousQueue<List<SourceRecord>> batches = new SynchronousQueue<>();
  private final AtomicReference<@Nullable Map<String, Object>> toConfirm = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ended;
  private volatile boolean closing;
  private final Thread thread;

  private ChangeFeed(String name, Properties properties) {
    this.name = name;
    this.engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(properties)
            .using(ChangeFeed.class.getClassLoader())
            .using(OffsetCommitPolicy.always())
            .using((DebeziumEngine.CompletionCallback) (_, message, error) -> end(message, error))
            .notifying(new Handler())
            .build();
    this.thread = Thread.ofPlatform().daemon().name("changes of " + name).unstarted(this::run);
  }

  /// Does not wait until the engine has connected.
  ///
  /// @param name of the database, for messages
  /// @throws SourceUnavailableException if the engine does not take the properties
  public static ChangeFeed start(String name, Properties properties) {
    try {
      ChangeFeed feed = new ChangeFeed(name, properties);
      feed.thread.start();
      return feed;
    } catch (RuntimeException e) {
      throw new SourceUnavailableException("changes of " + name + " cannot be read: " + root(e), e);
    }
  }

  private void run() {
    try {
      engine.run();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      ended = true;
    }
  }

  private void end(String message, @Nullable Throwable error) {
    failure.compareAndSet(null, error == null ? new IllegalStateException(message) : error);
  }

  /// Hands batches on, on the engine's thread.
  private final class Handler
      implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    @Override
    public void handleBatch(
        List<RecordChangeEvent<SourceRecord>> events,
        DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
        throws InterruptedException {
      if (events.isEmpty()) {
        return;
      }
      RecordChangeEvent<SourceRecord> last = events.getLast();
      List<SourceRecord> records = events.stream().map(RecordChangeEvent::record).toList();
      do {
        tell(last, committer);
      } while (!closing && !batches.offer(records, SLICE_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void tell(
        RecordChangeEvent<SourceRecord> carrier,
        DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
        throws InterruptedException {
      Map<String, Object> confirmed = toConfirm.getAndSet(null);
      if (confirmed != null) {
        DebeziumEngine.Offsets offsets = committer.buildOffsets();
        confirmed.forEach(offsets::set);
        committer.markProcessed(carrier, offsets);
        committer.markBatchFinished();
      }
    }
  }

  /// The next records, in their order; none if none came in time.
  ///
  /// @throws SourceUnavailableException if the engine has ended
  public List<SourceRecord> poll(Duration wait) throws InterruptedException {
    List<SourceRecord> batch = batches.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    if (batch != null) {
      return batch;
    }
    Throwable why = failure.get();
    if (ended || why != null) {
      throw new SourceUnavailableException(
          "reading the changes of %s has ended: %s".formatted(name, why == null ? "" : root(why)),
          why == null ? new IllegalStateException("no reason was given") : why);
    }
    return List.of();
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /// Has the server told, some time later, that everything up to there is finished. The dispatcher's own
  /// checkpoint must be durable by now.
  public void confirm(Map<String, Object> offset) {
    toConfirm.set(offset);
  }

  /// Returns when the engine has let go of the server, after half a minute at the latest.
  @Override
  public void close() {
    closing = true;
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    while (!ended && deadline - System.nanoTime() > 0) {
      try {
        engine.close();
      } catch (IOException | IllegalStateException e) {
        log.debug("The reading of {} cannot be ended yet: {}", name, e.toString());
      }
      try {
        thread.join(SLICE_MILLIS);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (!ended) {
      log.warn(
          "The reading of {} has not ended in {}; its connections may stay open", name, END_LIMIT);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
