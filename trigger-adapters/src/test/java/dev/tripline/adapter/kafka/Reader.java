package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.fail;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A source that runs, and a consumer that commits batch by batch, as slowly as a test wants.
final class Reader implements ShardConsumer, AutoCloseable {
  static final int BATCH = 10;

  private final StreamSource source;
  private final Semaphore permits;
  private final List<String> values = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicInteger held = new AtomicInteger();
  private final Thread thread;
  private volatile @Nullable Exception failure;

  /// @param permits how many batches may be finished
  Reader(StreamSource source, int permits) {
    this.source = source;
    this.permits = new Semaphore(permits);
    this.thread = Thread.ofPlatform().name("reader").start(this::run);
  }

  private void run() {
    try {
      source.run(this);
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public void joined() {}

  @Override
  public boolean consume(Shard shard) throws InterruptedException {
    note("begin " + shard.id());
    try {
      while (true) {
        switch (shard.read(BATCH, Duration.ofMillis(100))) {
          case Shard.Read.Records(List<StreamRecord> records) -> {
            if (!records.isEmpty()) {
              Shard.Permission permission = awaitPermission(shard);
              if (permission != Shard.Permission.GRANTED) {
                note(permission + " " + shard.id());
                return false;
              }
              begun.countDown();
              permits.acquire();
              finish(shard, records);
            }
          }
          case Shard.Read.Gap(String from, String to, String _) -> note("gap " + from + " " + to);
          case Shard.Read.Ended _ -> {
            note("end " + shard.id());
            return false;
          }
          case Shard.Read.Lost _ -> {
            note("lost " + shard.id());
            return false;
          }
        }
      }
    } catch (InterruptedException e) {
      note("interrupted " + shard.id());
      throw e;
    }
  }

  private Shard.Permission awaitPermission(Shard shard) throws InterruptedException {
    while (true) {
      Shard.Permission permission = shard.mayInvoke(BATCH, Duration.ofMillis(100));
      if (permission != Shard.Permission.NOT_YET) {
        return permission;
      }
      held.incrementAndGet();
    }
  }

  private void finish(Shard shard, List<StreamRecord> records) throws InterruptedException {
    if (shard.commit(records.getLast())) {
      synchronized (this) {
        for (StreamRecord record : records) {
          byte[] value = KafkaBatchJson.handle(record).value();
          values.add(value == null ? "null" : new String(value, StandardCharsets.UTF_8));
        }
      }
    } else {
      note("refused " + shard.id());
    }
  }

  private synchronized void note(String event) {
    events.add(event);
  }

  /// Values that were finished.
  synchronized List<String> values() {
    return List.copyOf(values);
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  /// How often a batch could not begin, because too much was not acknowledged.
  int held() {
    return held.get();
  }

  @Nullable Exception failure() {
    return failure;
  }

  void permit(int batches) {
    permits.release(batches);
  }

  void awaitFirstRead() throws InterruptedException {
    if (!begun.await(60, TimeUnit.SECONDS)) {
      fail("nothing was read: " + this);
    }
  }

  void awaitEnd() throws InterruptedException {
    if (!thread.join(Duration.ofSeconds(60))) {
      fail("the source does not end: " + this);
    }
  }

  static void await(Object what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    var pause = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("it did not come true: " + what);
      }
      pause.await(20, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized String toString() {
    return events + " " + values.size() + " values, failure " + failure;
  }

  @Override
  public void close() {
    permits.release(1_000_000);
    source.stop();
    try {
      awaitEnd();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      source.close();
    }
  }
}
