package dev.tripline.dispatcher.trigger.sample;

import dev.tripline.delivery.PollThread;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.FilteredSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps samples of what filters look at: some of each second, the last ones of each trigger. Deliveries
/// never wait for it; samples that cannot be written are lost. Safe for many threads.
public final class RecordSamples implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// Of one trigger and sort, between two writes.
  private static final int MOST_OF_ONE = 10;

  private static final int MOST_OF_ALL = 500;
  private static final int LARGEST = 16 * 1_024;
  private static final int FORGET_EVERY = 600;

  private final SampleStore store;
  private final InstantSource clock;
  private final boolean samples;
  private final Map<String, AtomicInteger> numbers = new ConcurrentHashMap<>();
  private final Queue<RecordSample> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger all = new AtomicInteger();
  private final ReentrantLock writing = new ReentrantLock();
  private final PollThread thread =
      new PollThread(
          "record samples",
          INTERVAL,
          this::writeSometimes,
          "Samples of records cannot be written",
          "Writing samples of records");
  private int writes;

  public RecordSamples(SampleStore store, SampleSettings settings, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.samples = settings.perTrigger() > 0;
  }

  /// Writes until it is closed.
  public void start() {
    if (samples) {
      thread.start();
    }
  }

  /// The same filter, of whose records samples are kept. One that takes everything stays as it is.
  public EventFilter watched(
      String triggerId, FilteredSource source, List<String> patterns, EventFilter filter) {
    if (!samples || filter.equals(EventFilter.ALL)) {
      return filter;
    }
    return record -> {
      boolean taken = filter.matches(record);
      if (record.length <= LARGEST && hasRoom(triggerId, taken)) {
        waiting.add(new RecordSample(triggerId, clock.instant(), taken, patterns, source, record));
      }
      return taken;
    };
  }

  private boolean hasRoom(String triggerId, boolean taken) {
    AtomicInteger own =
        numbers.computeIfAbsent((taken ? "+" : "-") + triggerId, _ -> new AtomicInteger());
    return own.get() < MOST_OF_ONE
        && all.get() < MOST_OF_ALL
        && own.incrementAndGet() <= MOST_OF_ONE
        && all.incrementAndGet() <= MOST_OF_ALL;
  }

  private boolean writeSometimes() {
    write();
    writes++;
    if (writes % FORGET_EVERY == 0) {
      store.forgetGone();
    }
    return false;
  }

  /// Writes what waits, so that it is seen. Blocking.
  public void write() {
    writing.lock();
    try {
      List<RecordSample> some = new ArrayList<>();
      for (RecordSample sample = waiting.poll(); sample != null; sample = waiting.poll()) {
        some.add(sample);
      }
      numbers.clear();
      all.set(0);
      if (!some.isEmpty()) {
        store.add(some);
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    if (samples) {
      thread.close();
    }
  }
}
