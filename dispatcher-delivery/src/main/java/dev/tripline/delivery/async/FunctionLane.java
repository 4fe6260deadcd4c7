package dev.tripline.delivery.async;

import dev.tripline.delivery.lease.StartPermits;
import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The events of one function that this node has claimed, and how many of them run at once: each on a
/// virtual thread of its own. Lanes know nothing of each other beside the memory that they share: a
/// slow or failing function only fills its own. Safe for many threads.
///
/// A lane begins narrow and grows by one when it has a backlog and none of its calls has been started
/// for a while: quick calls then keep their few workers busy, and only slow ones get more. When the
/// function does not run (throttled, unreachable), the lane pauses, longer each time.
///
/// Tenants share the lane: each starts its oldest event in turn. Memory that is full of one tenant's events
/// has room for the first ones of others, and when the store has more of several tenants, all of them are
/// fetched from, so that nobody waits behind the backlog of another.
///
/// Calls that run and results that wait for their commit are together never more than the lane may be
/// wide at most: no more than that is run again when this node dies or loses its lease.
final class FunctionLane {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Shape shape;
  private final Backlog backlog;
  private final ToIntFunction<ClaimedInvocation> limit;
  private final StartPermits permits;
  private final BiConsumer<FunctionLane, ClaimedInvocation> delivery;
  private final TenantQueue waiting = new TenantQueue();
  private Set<String> fetched = new HashSet<>(); // tenants of which enough was in memory lately
  private int reserved;
  private int running;
  private int unsettled;
  private int width;
  private long lastStart;
  private int notRun;
  private long pausedUntil;
  private boolean paused;
  private boolean spilled;
  private boolean closed;
  private boolean retired;
  private long usedAt;

  /// @param backlog shared by all lanes
  /// @param limit the most events like this one that may run at once by the function's own setting
  /// @param permits asked before each start
  /// @param delivery delivers one event on the thread that it is called on, and calls [#ended] and then
  ///     [#settled] once
  FunctionLane(
      Shape shape,
      Backlog backlog,
      ToIntFunction<ClaimedInvocation> limit,
      StartPermits permits,
      BiConsumer<FunctionLane, ClaimedInvocation> delivery) {
    this.shape = shape;
    this.backlog = backlog;
    this.limit = limit;
    this.permits = permits;
    this.delivery = delivery;
    this.width = shape.initialWidth();
    this.usedAt = System.nanoTime();
  }

  /// @param maxEvents in memory
  record Shape(int initialWidth, int maxWidth, Duration growAfter, int maxEvents) {

    /// As many events more that are the first ones of their tenants.
    int forFirst() {
      return Math.max(1, maxEvents / 4);
    }

    /// The events of one tenant that are fetched ahead from the store.
    int perTenant() {
      return Math.max(4, maxEvents / 4);
    }
  }

  /// Whether a newly accepted event may be claimed for memory; then a place is kept for it. Not while
  /// earlier events of the function wait in the store: they come first.
  ///
  /// @param size of its payload
  /// @param tenant null for none
  synchronized boolean reserve(int size, @Nullable String tenant) {
    if (closed || retired || !(hasRoom(size) || hasRoomForFirst(size, tenant))) {
      return false;
    }
    reserved++;
    return true;
  }

  private boolean hasRoom(int size) {
    return !spilled
        && waiting.size() + reserved < shape.maxEvents()
        && backlog.tryTake(size, false);
  }

  /// The first event of a tenant need not wait for those of others, in memory or in the store.
  private boolean hasRoomForFirst(int size, @Nullable String tenant) {
    return (tenant != null || waiting.tenanted())
        && waiting.waiting(tenant) == 0
        && waiting.size() + reserved < shape.maxEvents() + shape.forFirst()
        && backlog.tryTake(size, true);
  }

  /// Gives back a place that was reserved and is not needed.
  synchronized void unreserve(int size) {
    reserved--;
    backlog.give(size);
  }

  synchronized void addReserved(ClaimedInvocation claim, long now) {
    reserved--;
    usedAt = now;
    backlog.keep(claim);
    waiting.add(claim);
    pump(now);
  }

  /// Adds an event that was claimed from the store.
  ///
  /// @return false if the lane is retired; nothing was added
  synchronized boolean add(ClaimedInvocation claim, long now) {
    if (retired) {
      return false;
    }
    usedAt = now;
    backlog.take(claim);
    waiting.add(claim);
    pump(now);
    return true;
  }

  /// Retires a lane that has had nothing to do for so long. A retired lane takes no event any more.
  ///
  /// @return whether it is retired now
  synchronized boolean retire(long now, Duration idle) {
    boolean inUse = !waiting.isEmpty() || reserved + running + unsettled > 0 || spilled;
    if (inUse) {
      usedAt = now;
    } else if (now - usedAt >= idle.toNanos()) {
      retired = true;
    }
    return retired;
  }

  synchronized boolean isRetired() {
    return retired;
  }

  /// Events of this function were left in the store.
  synchronized void spilled() {
    spilled = true;
  }

  /// The store has no more due events of this function.
  synchronized void caughtUp() {
    spilled = false;
  }

  /// The number of events to claim for it from the store. A lane that is nearly empty gets some even if
  /// others have filled the memory: none starves.
  synchronized int room(int atMost) {
    int most = shape.maxEvents() + (waiting.tenanted() ? shape.forFirst() : 0);
    int room = closed || retired ? 0 : Math.clamp(most - waiting.size() - reserved, 0, atMost);
    return backlog.full() ? (waiting.isEmpty() ? Math.min(room, 16) : 0) : room;
  }

  /// The tenants of which enough events are in memory, so that none are claimed from the store.
  synchronized Set<String> enough() {
    fetched = waiting.tenanted() ? waiting.waitingMoreThan(shape.perTenant() / 2) : new HashSet<>();
    return Set.copyOf(fetched);
  }

  /// A call has ended; its result is on the way to the store. [#settled] follows.
  ///
  /// @param ran whether the function ran at all
  /// @return whether it is time to fetch more from the store
  synchronized boolean ended(ClaimedInvocation claim, boolean ran, long now) {
    String tenant = claim.invocation().tenantId();
    running--;
    unsettled++;
    waiting.ended(tenant);
    if (ran) {
      notRun = 0;
      paused = false;
    } else {
      pause(now);
    }
    pump(now);
    if (waiting.isEmpty() && running == 0) {
      width = shape.initialWidth();
    }
    return spilled
        && (waiting.size() <= shape.maxEvents() / 2 || (tenant != null && runsLow(tenant)));
  }

  /// Whether a tenant of which enough was in memory needs more; true once.
  private boolean runsLow(String tenant) {
    return waiting.waiting(tenant) <= shape.perTenant() / 4 && fetched.remove(tenant);
  }

  /// The result of a call is committed, or the claim is no longer this node's.
  synchronized void settled(ClaimedInvocation claim, long now) {
    usedAt = now;
    unsettled--;
    backlog.release(claim);
    pump(now);
  }

  /// Called every few milliseconds while there is a backlog: ends a pause, grows if that is useful.
  synchronized void tick(long now) {
    if (paused && now - pausedUntil >= 0) {
      paused = false;
    }
    if (!waiting.isEmpty()
        && running >= width
        && width < shape.maxWidth()
        && now - lastStart >= shape.growAfter().toNanos()) {
      width++;
    }
    pump(now);
  }

  synchronized boolean hasBacklog() {
    return !waiting.isEmpty();
  }

  synchronized int running() {
    return running;
  }

  /// Forgets claims that wait in memory and are void; the store still has the events.
  ///
  /// @return the number of those events
  synchronized int dropVoid() {
    int before = waiting.size();
    waiting.removeIf(claim -> {
      boolean lost = permits.of(claim) == StartPermits.Permit.VOID;
      if (lost) {
        backlog.release(claim);
      }
      return lost;
    });
    return before - waiting.size();
  }

  /// Starts nothing any more.
  synchronized void close() {
    closed = true;
  }

  private void pause(long now) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(notRun, 10);
    notRun++;
    width = Math.max(1, Math.min(width, running));
    pausedUntil = now + Math.min(pause, LONGEST_PAUSE.toNanos());
    paused = true;
  }

  private void pump(long now) {
    while (!closed && !paused && running < width && running + unsettled < shape.maxWidth()) {
      ClaimedInvocation next = waiting.peek();
      if (next == null || running >= allowed(next)) {
        return;
      }
      switch (permits.of(next)) {
        case WAIT -> {
          return; // until the next tick
        }
        case VOID -> {
          waiting.drop();
          backlog.release(next);
        }
        case START -> {
          waiting.start();
          running++;
          lastStart = now;
          Thread.ofVirtual().name("deliver").start(() -> delivery.accept(this, next));
        }
      }
    }
  }

  /// A function that is switched off may still be "run": its events are given up at once.
  private int allowed(ClaimedInvocation claim) {
    int allowed = limit.applyAsInt(claim);
    return allowed == 0 ? shape.initialWidth() : allowed;
  }
}
