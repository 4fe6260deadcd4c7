package dev.tripline.testkit.source;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One node's source on a [MemoryStream]. A consumer that does not leave its shard in time is
/// interrupted.
final class MemoryStreamSource implements StreamSource {
  private static final long BALANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final MemoryStream stream;
  private volatile boolean stopping;

  MemoryStreamSource(MemoryStream stream) {
    this.stream = stream;
  }

  boolean isStopping() {
    return stopping;
  }

  @Override
  public void run(ShardConsumer consumer) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    stream.join(this);
    consumer.joined();
    try {
      while (!stopping) {
        stream.lock.lock();
        try {
          MemoryShardState state = stream.claim(this);
          if (state == null) {
            var _ = stream.changed.awaitNanos(BALANCE_NANOS);
          } else {
            state.owner = this;
            state.epoch++;
            state.revoked = false;
            MemoryShard shard = new MemoryShard(stream, this, state);
            threads.add(Thread.ofVirtual().start(() -> consume(consumer, shard)));
          }
        } finally {
          stream.lock.unlock();
        }
      }
    } finally {
      stopping = true;
      stream.leave(this);
      handOver(threads);
    }
  }

  private void consume(ShardConsumer consumer, MemoryShard shard) {
    boolean finished = false;
    try {
      finished = consumer.consume(shard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    } finally {
      shard.release(finished);
    }
  }

  private static void handOver(List<Thread> threads) throws InterruptedException {
    long end = System.nanoTime() + GRACE_NANOS;
    for (Thread thread : threads) {
      long left = Math.max(1, end - System.nanoTime());
      if (!thread.join(Duration.ofNanos(left))) {
        thread.interrupt();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void stop() {
    stopping = true;
    stream.lock.lock();
    try {
      stream.changed.signalAll();
    } finally {
      stream.lock.unlock();
    }
  }

  @Override
  public Payload toPayload(String shardId, List<StreamRecord> records) {
    StringBuilder json = new StringBuilder("{\"Records\":[");
    for (int i = 0; i < records.size(); i++) {
      json.append(i == 0 ? "" : ",").append(text(records.get(i)));
    }
    return Payload.of(json.append("]}").toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] toRecord(StreamRecord record) {
    return text(record).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(StreamRecord record) {
    String key = record.key() == null ? "null" : quoted(record.key());
    return "{\"id\":%s,\"key\":%s,\"body\":%s}"
        .formatted(quoted(record.id()), key, quoted(String.valueOf(record.handle())));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public void close() {
    stop();
  }
}
