package dev.tripline.dispatcher.delivery.invocation;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the steps of deliveries to the store, some times a second and bounded in memory, rate and
/// age. Deliveries never wait for it: a step that finds no room is dropped and counted.
final class StepRecorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StepRecorder.class);
  private static final int WAITING = 20_000;
  private static final Duration FLUSH_EVERY = Duration.ofMillis(500);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  private final StepStore store;
  private final InvocationSettings settings;
  private final InstantSource clock;
  private final BlockingQueue<InvocationStep> waiting = new LinkedBlockingQueue<>(WAITING);
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock writing = new ReentrantLock();
  private final PollTimer timer = new PollTimer(FLUSH_EVERY);
  private final Runnable unsubscribe;
  private final Thread thread =
      VitalThreads.ofPlatform("invocation-steps").unstarted(this::writeUntilStopped);
  private Instant filled;
  private Instant forgot = Instant.EPOCH;
  private double budget;
  private boolean failing;

  StepRecorder(
      StepStore store, InvocationSettings settings, InstantSource clock, DeliveryEvents events) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.filled = clock.instant();
    this.budget = settings.perSecond();
    this.unsubscribe = settings.steps() == 0 ? () -> {} : events.subscribe(this::add);
  }

  void start() {
    thread.start();
  }

  /// The steps that were not written since the start.
  long dropped() {
    return dropped.sum();
  }

  private void add(DeliveryEvent event) {
    InvocationStep step = InvocationStep.of(event, clock.instant());
    if (step != null && !waiting.offer(step)) {
      dropped.increment();
    }
  }

  private void writeUntilStopped() {
    timer.loop(
        () -> {
          runOnce();
          return false;
        },
        "Traces of deliveries could not be written",
        "Writing traces of deliveries");
  }

  /// Writes the steps told so far. A failure loses them, and is logged once until it works again:
  /// deliveries matter more.
  void runOnce() {
    writing.lock();
    try {
      write();
    } finally {
      writing.unlock();
    }
  }

  private void write() {
    List<InvocationStep> told = new ArrayList<>();
    waiting.drainTo(told);
    Instant now = clock.instant();
    List<InvocationStep> steps = affordable(joined(told), now);
    try {
      store.add(steps);
      if (now.isAfter(forgot.plus(FORGET_EVERY))) {
        store.forget(now.minus(settings.retention()), settings.steps());
        forgot = now;
      }
      if (failing) {
        log.info("Traces of deliveries are written again");
        failing = false;
      }
    } catch (RuntimeException e) {
      dropped.add(steps.size());
      if (!failing) {
        log.warn(
            "Traces of deliveries cannot be written and are dropped until the store is back; the"
                + " deliveries themselves go on",
            e);
        failing = true;
      }
    }
  }

  /// Messages of one batch that ended alike are one step.
  private static List<InvocationStep> joined(List<InvocationStep> told) {
    Map<String, InvocationStep> latest = new LinkedHashMap<>();
    List<InvocationStep> all = new ArrayList<>();
    for (InvocationStep step : told) {
      InvocationStep before = latest.get(step.requestId());
      if (before != null && before.joins(step)) {
        latest.put(step.requestId(), before.with(step.events()));
      } else {
        if (before != null) {
          all.add(before);
        }
        latest.put(step.requestId(), step);
      }
    }
    all.addAll(latest.values());
    return all;
  }

  /// As many as the rate allows; failures come first.
  private List<InvocationStep> affordable(List<InvocationStep> steps, Instant now) {
    double seconds = (double) Math.max(0, Duration.between(filled, now).toMillis()) / 1_000;
    budget = Math.min(settings.perSecond(), budget + seconds * settings.perSecond());
    filled = now;
    int room = (int) budget;
    if (steps.size() > room) {
      List<InvocationStep> failuresFirst = new ArrayList<>(steps);
      failuresFirst.sort((a, b) -> Boolean.compare(b.kind().failure(), a.kind().failure()));
      dropped.add(steps.size() - room);
      budget -= room;
      return failuresFirst.subList(0, room);
    }
    budget -= steps.size();
    return steps;
  }

  @Override
  public void close() {
    unsubscribe.run();
    timer.stop();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    runOnce();
  }
}
