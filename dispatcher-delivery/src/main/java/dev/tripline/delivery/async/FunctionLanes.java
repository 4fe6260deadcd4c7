package dev.tripline.delivery.async;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.PollTimer;
import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.delivery.lease.StartPermits;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lanes of all functions: finds the one of an event, and ticks those with a backlog. A lane without
/// work for a while is given up, so that names of functions do not gather in memory.
final class FunctionLanes {
  private static final Logger log = LoggerFactory.getLogger(FunctionLanes.class);
  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Map<String, FunctionLane> lanes = new ConcurrentHashMap<>();
  private final Functions functions;
  private final ClaimDelivery delivery;
  private final Settler settler;
  private final StartPermits permits;
  private final FunctionLane.Shape shape;
  private final Backlog backlog;
  private final PollTimer ticks = new PollTimer(REST);
  private final Thread ticker;
  private volatile boolean resting;

  FunctionLanes(
      DeliverySettings settings,
      Functions functions,
      ClaimDelivery delivery,
      Settler settler,
      Memory memory) {
    this.functions = functions;
    this.delivery = delivery;
    this.settler = settler;
    this.permits = memory.permits();
    this.shape =
        new FunctionLane.Shape(
            settings.startingConcurrency(),
            settings.concurrencyPerFunction(),
            settings.growAfter(),
            Math.max(1, settings.backlogEvents() / 4));
    this.backlog =
        new Backlog(settings.backlogEvents(), settings.backlogSize().bytes(), memory.held());
    this.ticker = VitalThreads.ofVirtual("lane-ticker").unstarted(this::tickUntilClosed);
  }

  /// @param held knows what is claimed
  /// @param permits says what may start
  record Memory(HeldClaims held, StartPermits permits) {}

  void start() {
    ticker.start();
  }

  /// One that takes events.
  FunctionLane of(String function) {
    FunctionLane lane = lanes.get(function);
    return lane != null && !lane.isRetired()
        ? lane
        : lanes.compute(function, (_, kept) -> kept == null || kept.isRetired() ? newLane() : kept);
  }

  private FunctionLane newLane() {
    return new FunctionLane(
        shape,
        backlog,
        claim -> limitOf(claim.invocation().function()),
        permits,
        delivery::deliver);
  }

  /// Adds an event for which the lane keeps a place.
  void addReserved(FunctionLane lane, ClaimedInvocation claim) {
    lane.addReserved(claim, System.nanoTime());
    wakeTicker(lane);
  }

  /// Adds what was claimed from the store.
  void add(FunctionLane lane, ClaimedInvocation claim) {
    FunctionLane at = lane;
    while (!at.add(claim, System.nanoTime())) {
      at = of(claim.invocation().function().name());
    }
    wakeTicker(at);
  }

  /// Gives up lanes that were idle at least as long as that.
  void retireIdle(long now, Duration idle) {
    lanes.values().removeIf(lane -> lane.retire(now, idle));
  }

  /// The number of functions that are known here.
  int size() {
    return lanes.size();
  }

  /// Forgets claims of earlier leases that are not running: others may have them by now.
  void forgetClaims() {
    int dropped = 0;
    for (FunctionLane lane : lanes.values()) {
      dropped += lane.dropVoid();
    }
    log.warn(
        "{} claimed events are dropped from memory; they are delivered from the store", dropped);
  }

  /// Starts nothing any more, and waits for running invocations.
  ///
  /// @return whether all of it ended in time
  boolean close(Duration patience) throws InterruptedException {
    backlog.close();
    permits.close();
    ticks.stop();
    lanes.values().forEach(FunctionLane::close);
    long end = System.nanoTime() + patience.toNanos();
    while (lanes.values().stream().anyMatch(l -> l.running() > 0) || !settler.idle()) {
      if (System.nanoTime() - end >= 0) {
        settler.stop();
        return false;
      }
      Thread.sleep(TICK);
    }
    return true;
  }

  private int limitOf(FunctionTarget target) {
    return functions.exists(target) ? functions.concurrencyLimit(target) : shape.maxWidth();
  }

  private void wakeTicker(FunctionLane lane) {
    if (resting && lane.hasBacklog()) {
      resting = false;
      ticks.wakeIn(Duration.ZERO);
    }
  }

  private void tickUntilClosed() {
    ticks.loop(this::tick, "The lanes could not be ticked", "Ticking the lanes");
  }

  private boolean tick() {
    resting = true; // before looking: whatever adds to a lane after that wakes this thread
    long now = System.nanoTime();
    boolean backlogged = false;
    for (FunctionLane lane : lanes.values()) {
      lane.tick(now);
      backlogged |= lane.hasBacklog();
    }
    if (backlogged) {
      resting = false;
      ticks.wakeIn(TICK);
    }
    retireIdle(now, IDLE);
    return false;
  }
}
