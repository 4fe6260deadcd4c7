package dev.tripline.testkit.source;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A consumer that writes down what it is given, for contract tests. Safe for many threads.
public final class ShardLog implements ShardConsumer {
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Acts acts;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Shard.Read.Gap> gaps = new ArrayList<>();
  private final List<String> finished = new ArrayList<>();
  private final List<String> handedOver = new ArrayList<>();
  private final Map<String, Integer> readers = new HashMap<>();
  private boolean overlap;
  private boolean joined;

  public ShardLog(Acts acts) {
    this.acts = acts;
  }

  /// The treatment of records.
  @FunctionalInterface
  public interface Acts {
    /// @param records at least one
    void on(Shard shard, List<StreamRecord> records) throws InterruptedException;

    /// Commits whatever comes.
    static void commit(Shard shard, List<StreamRecord> records) throws InterruptedException {
      shard.commit(records.getLast());
    }

    /// Commits nothing.
    static void nothing(Shard shard, List<StreamRecord> records) {}
  }

  public record Entry(String shard, StreamRecord record) {}

  @Override
  public synchronized void joined() {
    joined = true;
  }

  public synchronized boolean hasJoined() {
    return joined;
  }

  @Override
  public boolean consume(Shard shard) throws InterruptedException {
    enter(shard.id());
    try {
      while (true) {
        switch (shard.read(7, WAIT)) {
          case Shard.Read.Records(List<StreamRecord> records) -> {
            if (!records.isEmpty()) {
              note(shard.id(), records);
              acts.on(shard, records);
            }
          }
          case Shard.Read.Gap gap -> note(gap);
          case Shard.Read.Ended(boolean complete) -> {
            end(shard.id(), complete);
            return complete;
          }
          case Shard.Read.Lost() -> {
            return false;
          }
        }
      }
    } finally {
      leave(shard.id());
    }
  }

  private synchronized void enter(String shard) {
    overlap |= readers.merge(shard, 1, Integer::sum) > 1;
  }

  private synchronized void leave(String shard) {
    readers.merge(shard, -1, Integer::sum);
  }

  private synchronized void note(String shard, List<StreamRecord> records) {
    records.forEach(record -> entries.add(new Entry(shard, record)));
  }

  private synchronized void note(Shard.Read.Gap gap) {
    gaps.add(gap);
  }

  private synchronized void end(String shard, boolean complete) {
    (complete ? finished : handedOver).add(shard);
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  public synchronized List<StreamRecord> records() {
    return entries.stream().map(Entry::record).toList();
  }

  public synchronized List<Shard.Read.Gap> gaps() {
    return List.copyOf(gaps);
  }

  public synchronized List<String> finished() {
    return List.copyOf(finished);
  }

  public synchronized List<String> handedOver() {
    return List.copyOf(handedOver);
  }

  /// Shards that are being read.
  public synchronized List<String> reading() {
    return readers.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Whether a shard ever had two readers at once.
  public synchronized boolean overlap() {
    return overlap;
  }

  /// Waits until it holds; fails after a minute.
  public void await(String what, BooleanSupplier condition) throws InterruptedException {
    await(what, condition, this::toString);
  }

  public static void await(
      String what, BooleanSupplier condition, java.util.function.Supplier<String> state)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Object pause = new Object();
    synchronized (pause) {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          throw new AssertionError(what + " did not come true: " + state.get());
        }
        pause.wait(10);
      }
    }
  }

  @Override
  public synchronized String toString() {
    return entries.size() + " records, reading " + readers + ", finished " + finished;
  }
}
