package dev.tripline.dispatcher.dashboard.chart;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.function.InvocationMeters;
import dev.tripline.dispatcher.health.StoreHealth;
import dev.tripline.dispatcher.health.StoreView;
import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Measures functions and the store at the end of each step of ten seconds, and keeps an hour of it in
/// memory: some 14 KB for each function that ran in that hour. Nothing is asked of the way of an
/// invocation, whose meters count anyway. Safe for many threads.
public final class History implements AutoCloseable {
  static final int SUCCEEDED = 0;
  static final int FAILED = 1;
  static final int MILLIS = 2;
  static final int LONGEST = 3;

  static final int DEAD = 0;
  static final int OLDEST_SECONDS = 1;
  static final int OUTBOX = 2;
  static final int DEAD_ROWS = 3;

  private static final Logger log = LoggerFactory.getLogger(History.class);
  private static final int FIGURES = 4;

  private final InvocationMeters meters;
  private final DeadLetters letters;
  private final StoreHealth health;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Ring invocations = new Ring(FIGURES);
  private final Ring store = new Ring(FIGURES);
  private final Map<String, Ring> functions = new HashMap<>();
  private final Map<String, Counted> counted = new HashMap<>();
  private volatile long last;

  History(InvocationMeters meters, DeadLetters letters, StoreHealth health, InstantSource clock) {
    this.meters = meters;
    this.letters = letters;
    this.health = health;
    this.clock = clock;
    this.last = Ring.ended(clock.instant());
  }

  /// The invocations of a function since this node knows it.
  private record Counted(long succeeded, long failed, double millis, double longest) {
    static final Counted NONE = new Counted(0, 0, 0, 0);

    Counted and(InvocationMeters.Tally tally) {
      boolean well = tally.succeeded();
      return new Counted(
          succeeded + (well ? tally.count() : 0),
          failed + (well ? 0 : tally.count()),
          millis + (double) tally.count() * tally.meanMillis(),
          Math.max(longest, tally.longestMillis()));
    }

    long all() {
      return succeeded + failed;
    }

    void into(Ring ring, long number) {
      ring.add(number, SUCCEEDED, (double) succeeded);
      ring.add(number, FAILED, (double) failed);
      ring.add(number, MILLIS, millis);
      ring.raise(number, LONGEST, longest);
    }

    /// What came since then; all of it if the counting began anew.
    Counted since(Counted before) {
      return before.succeeded > succeeded || before.failed > failed
          ? this
          : new Counted(
              succeeded - before.succeeded,
              failed - before.failed,
              Math.max(0, millis - before.millis),
              longest);
    }
  }

  /// What is kept, for as long as the lock is held.
  final class Kept {
    private Kept() {}

    Ring invocations() {
      return invocations;
    }

    Ring store() {
      return store;
    }

    /// One that did not run in the last hour has as many steps as the node, with nothing in them.
    Ring of(String function) {
      Ring ring = functions.get(function);
      return ring == null ? invocations.emptied() : ring;
    }
  }

  /// @param <T> what is made of it
  interface Reader<T> {
    T read(long last, Kept kept);
  }

  <T> T read(Reader<T> reader) {
    lock.lock();
    try {
      return reader.read(last, new Kept());
    } finally {
      lock.unlock();
    }
  }

  long last() {
    return last;
  }

  /// Measures until it is closed.
  void start() {
    VitalThreads.ofVirtual("history of charts").start(this::run);
  }

  private void run() {
    try {
      do {
        try {
          runOnce();
        } catch (RuntimeException e) {
          log.warn(
              "Charts have a gap: the store cannot be measured; tried again in {}", Ring.STEP, e);
        }
      } while (!closing.await(untilNextStep(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      log.info("Charts are no longer kept");
    }
  }

  private long untilNextStep() {
    long step = Ring.STEP.toMillis();
    return step - Math.floorMod(clock.instant().toEpochMilli(), step);
  }

  /// Blocks while it asks the store.
  void runOnce() {
    Instant now = clock.instant();
    long number = Ring.ended(now);
    measureFunctions(number);
    try {
      measureStore(number, now);
    } finally {
      last = number; // what there is of a step is shown
    }
  }

  private void measureStore(long number, Instant now) {
    StoreView.Backlog backlog = health.backlog();
    double dead = (double) letters.count(Selection.ALL).count();
    Instant oldest = backlog.oldestEventAt();
    double age = oldest == null ? 0 : (double) Duration.between(oldest, now).toMillis() / 1000;
    double rows = (double) health.rows().dead();
    lock.lock();
    try {
      store.begin(number);
      store.raise(number, DEAD, dead);
      store.raise(number, OLDEST_SECONDS, age);
      store.raise(number, OUTBOX, (double) backlog.outbox());
      store.raise(number, DEAD_ROWS, rows);
    } finally {
      lock.unlock();
    }
  }

  private void measureFunctions(long number) {
    Set<String> names = meters.functions();
    lock.lock();
    try {
      counted.keySet().retainAll(names);
      functions.keySet().retainAll(names);
      invocations.begin(number);
      functions.values().forEach(ring -> ring.begin(number));
      names.forEach(name -> measure(number, name));
      forgetIdle(number);
    } finally {
      lock.unlock();
    }
  }

  private void measure(long number, String name) {
    Counted now = Counted.NONE;
    for (InvocationMeters.Tally tally : meters.tallies(name)) {
      now = now.and(tally);
    }
    Counted before = counted.put(name, now);
    Counted more = now.since(before == null ? Counted.NONE : before);
    if (more.all() > 0) {
      more.into(invocations, number);
      more.into(functions.computeIfAbsent(name, _ -> invocations.emptied()), number);
    }
  }

  private void forgetIdle(long number) {
    Iterator<Ring> rings = functions.values().iterator();
    while (rings.hasNext()) {
      Ring.Window hour = rings.next().window(number - Ring.STEPS + 1, Ring.STEPS);
      if (hour.sum(SUCCEEDED) + hour.sum(FAILED) == 0) {
        rings.remove();
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
