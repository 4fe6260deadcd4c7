package dev.tripline.dispatcher.trigger.sample;

import dev.tripline.delivery.PollThread;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.trigger.sample.RecordSample.Sort;
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
  private final Map<Sort, AtomicInteger> numbers = new ConcurrentHashMap<>();
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
  private int rounds;

  public RecordSamples(SampleStore store, SampleSettings settings, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.samples = settings.perTrigger() > 0;
  }

  /// Writes until it is closed. Where none are kept, those of before are removed.
  public void start() {
    if (samples) {
      thread.start();
    } else {
      store.clear();
    }
  }

  /// The same filter, of whose records samples are kept. One that takes everything stays as it is.
  public EventFilter watched(
      String triggerId, FilteredSource source, List<String> patterns, EventFilter filter) {
    if (!samples || filter.equals(EventFilter.ALL)) {
      return filter;
    }
    Sort wanted = new Sort(triggerId, true);
    Sort dropped = new Sort(triggerId, false);
    return record -> {
      boolean taken = filter.matches(record);
      if (record.length <= LARGEST && hasRoom(taken ? wanted : dropped)) {
        waiting.add(new RecordSample(triggerId, clock.instant(), taken, patterns, source, record));
      }
      return taken;
    };
  }

  private boolean hasRoom(Sort sort) {
    if (all.get() >= MOST_OF_ALL) {
      return false;
    }
    AtomicInteger own = numbers.computeIfAbsent(sort, _ -> new AtomicInteger());
    return own.get() < MOST_OF_ONE
        && own.incrementAndGet() <= MOST_OF_ONE
        && all.incrementAndGet() <= MOST_OF_ALL;
  }

  private boolean writeSometimes() {
    write();
    if (++rounds % FORGET_EVERY == 0) {
      store.forgetGone();
    }
    return false;
  }

  /// The last samples of a trigger, the newest first; of this node all that there are. Blocking.
  public List<RecordSample> last(String triggerId) {
    write();
    return store.last(triggerId);
  }

  private void write() {
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
