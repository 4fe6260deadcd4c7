package dev.tripline.delivery.async;

import dev.tripline.delivery.Functions;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lanes of all functions, and the threads that work in them: one virtual thread an event.
final class FunctionLanes {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionLanes.class);
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration AFTER_DEFECT = Duration.ofMinutes(5);
  private static final Duration REST = Duration.ofSeconds(1);

  private final Map<String, FunctionLane> lanes = new ConcurrentHashMap<>();
  private final Functions functions;
  private final Work work;
  private final FunctionLane.Shape shape;
  private final Backlog backlog;
  private volatile Consumer<Duration> feeder = _ -> {};
  private volatile boolean closed;
  private volatile boolean resting;
  private final Thread ticker;

  FunctionLanes(DeliverySettings settings, Functions functions, Work work) {
    this.functions = functions;
    this.work = work;
    this.shape =
        new FunctionLane.Shape(
            settings.startingConcurrency(),
            settings.concurrencyPerFunction(),
            settings.growAfter(),
            Math.max(1, settings.backlogEvents() / 4));
    this.backlog = new Backlog(settings.backlogEvents(), settings.backlogSize().bytes());
    this.ticker = Thread.ofVirtual().name("lane-ticker").unstarted(this::tickUntilClosed);
  }

  /// What is done with one event: tried, judged, settled.
  record Work(
      EventAttempt attempt, SettlementDecision verdict, Settler settler, InstantSource clock) {}

  /// @param feeder told when there is work to fetch, and after how long
  void start(Consumer<Duration> feeder) {
    this.feeder = feeder;
    ticker.start();
  }

  FunctionLane of(String function) {
    return lanes.computeIfAbsent(
        function,
        name -> new FunctionLane(name, shape, c -> limitOf(c.invocation().function()), this::go));
  }

  /// Keeps a place in memory for an event that is about to be accepted, if there is one.
  boolean reserve(FunctionLane lane, int size) {
    if (closed || !lane.reserve()) {
      return false;
    }
    if (!backlog.tryTake(size)) {
      lane.unreserve();
      return false;
    }
    return true;
  }

  void unreserve(FunctionLane lane, int size) {
    lane.unreserve();
    backlog.give(size);
  }

  void addReserved(FunctionLane lane, ClaimedInvocation claim) {
    lane.addReserved(claim, System.nanoTime());
    wakeTicker(lane);
  }

  /// Adds what was claimed from the store.
  void add(FunctionLane lane, ClaimedInvocation claim) {
    backlog.take(size(claim));
    lane.add(claim, System.nanoTime());
    wakeTicker(lane);
  }

  /// How many more events of the lane to claim from the store. A lane that is nearly empty gets some
  /// even if others have filled the memory: nobody starves.
  int room(FunctionLane lane, int atMost) {
    int room = Math.min(lane.room(), atMost);
    return backlog.full() ? (lane.hasBacklog() ? 0 : Math.min(room, 16)) : room;
  }

  /// Forgets all claims that are not running: others may have them by now.
  void forgetClaims() {
    work.settler().forgetClaims();
    int dropped = 0;
    for (FunctionLane lane : lanes.values()) {
      for (ClaimedInvocation claim : lane.drop()) {
        backlog.give(size(claim));
        dropped++;
      }
    }
    LOG.warn(
        "{} claimed events are dropped from memory; they are delivered from the store", dropped);
  }

  /// Starts nothing any more, and waits for what runs.
  ///
  /// @return whether all of it ended in time
  boolean close(Duration patience) throws InterruptedException {
    closed = true;
    lanes.values().forEach(FunctionLane::close);
    long end = System.nanoTime() + patience.toNanos();
    while (lanes.values().stream().anyMatch(l -> l.running() > 0) || !work.settler().idle()) {
      if (System.nanoTime() - end >= 0) {
        work.settler().stop();
        return false;
      }
      Thread.sleep(TICK);
    }
    LockSupport.unpark(ticker);
    return true;
  }

  private void go(FunctionLane lane, ClaimedInvocation claim) {
    Thread.ofVirtual().name("deliver").start(() -> deliver(lane, claim));
  }

  private void deliver(FunctionLane lane, ClaimedInvocation claim) {
    boolean ran = true;
    boolean free = false;
    try {
      EventAttempt.Tried tried = work.attempt().run(claim);
      ran = tried.ran();
      Settlement settlement = judge(claim, tried);
      int era = work.settler().begin();
      free(lane, claim, ran);
      free = true;
      boolean taken = work.settler().settle(era, claim, settlement);
      if (taken && settlement instanceof Settlement.Again again) {
        feeder.accept(again.delay());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.info(
          "Invocation {} was interrupted; it is delivered again", claim.invocation().requestId());
    } finally {
      if (!free) {
        free(lane, claim, ran);
      }
    }
  }

  private Settlement judge(ClaimedInvocation claim, EventAttempt.Tried tried) {
    Instant now = work.clock().instant();
    try {
      return work.verdict().of(claim, tried, now, ThreadLocalRandom.current().nextDouble());
    } catch (RuntimeException e) {
      LOG.error(
          "What follows invocation {} could not be decided; it is tried again in {}",
          claim.invocation().requestId(),
          AFTER_DEFECT,
          e);
      Attempt attempt =
          new Attempt(
              claim.countedAttempts() + 1, now, Duration.ZERO, "NotJudged", null, e.toString());
      return new Settlement.Again(attempt, false, AFTER_DEFECT);
    }
  }

  private void free(FunctionLane lane, ClaimedInvocation claim, boolean ran) {
    backlog.give(size(claim));
    if (lane.finished(ran, System.nanoTime())) {
      feeder.accept(Duration.ZERO);
    }
  }

  private int limitOf(FunctionTarget target) {
    return functions.exists(target) ? functions.concurrencyLimit(target) : shape.maxWidth();
  }

  private static int size(ClaimedInvocation claim) {
    return claim.invocation().payload().length;
  }

  private void wakeTicker(FunctionLane lane) {
    if (resting && lane.hasBacklog()) {
      resting = false;
      LockSupport.unpark(ticker);
    }
  }

  private void tickUntilClosed() {
    while (!closed) {
      resting = true; // before looking: who adds to a lane after that wakes this thread
      long now = System.nanoTime();
      boolean backlogged = false;
      for (FunctionLane lane : lanes.values()) {
        lane.tick(now);
        backlogged |= lane.hasBacklog();
      }
      if (backlogged) {
        resting = false;
      }
      LockSupport.parkNanos(backlogged ? TICK.toNanos() : REST.toNanos());
    }
  }
}
