package dev.tripline.delivery.async;

import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/// The events of one function that this node has claimed, and how many of them run at once: each on a
/// virtual thread of its own. Lanes know nothing of each other beside the memory that they share: a
/// slow or failing function only fills its own. Safe for many threads.
///
/// A lane begins narrow and grows by one when it has a backlog and none of its calls has been started
/// for a while: quick calls then keep their few workers busy, and only slow ones get more. When the
/// function does not run (throttled, unreachable), the lane pauses, longer each time.
final class FunctionLane {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Shape shape;
  private final Backlog backlog;
  private final ToIntFunction<ClaimedInvocation> limit;
  private final BiConsumer<FunctionLane, ClaimedInvocation> delivery;
  private final ArrayDeque<ClaimedInvocation> waiting = new ArrayDeque<>();
  private int reserved;
  private int running;
  private int width;
  private long lastStart;
  private int notRun;
  private long pausedUntil;
  private boolean paused;
  private boolean spilled;
  private boolean closed;

  /// @param backlog shared by all lanes
  /// @param limit the most events like this one that may run at once by the function's own setting
  /// @param delivery delivers one event on the thread that it is called on, and calls [#ended] once
  FunctionLane(
      Shape shape,
      Backlog backlog,
      ToIntFunction<ClaimedInvocation> limit,
      BiConsumer<FunctionLane, ClaimedInvocation> delivery) {
    this.shape = shape;
    this.backlog = backlog;
    this.limit = limit;
    this.delivery = delivery;
    this.width = shape.initialWidth();
  }

  /// @param maxEvents in memory
  record Shape(int initialWidth, int maxWidth, Duration growAfter, int maxEvents) {}

  /// Whether a newly accepted event may be claimed for memory; then a place is kept for it. Not while
  /// earlier events of the function wait in the store: they come first.
  ///
  /// @param size of its payload
  synchronized boolean reserve(int size) {
    if (closed
        || spilled
        || waiting.size() + reserved >= shape.maxEvents()
        || !backlog.tryTake(size)) {
      return false;
    }
    reserved++;
    return true;
  }

  /// Gives back a place that was reserved and is not needed.
  synchronized void unreserve(int size) {
    reserved--;
    backlog.give(size);
  }

  synchronized void addReserved(ClaimedInvocation claim, long now) {
    reserved--;
    waiting.add(claim);
    pump(now);
  }

  /// Adds an event that was claimed from the store.
  synchronized void add(ClaimedInvocation claim, long now) {
    backlog.take(size(claim));
    waiting.add(claim);
    pump(now);
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
    int room = closed ? 0 : Math.clamp(shape.maxEvents() - waiting.size() - reserved, 0, atMost);
    return backlog.full() ? (waiting.isEmpty() ? Math.min(room, 16) : 0) : room;
  }

  /// A call has ended.
  ///
  /// @param ran whether the function ran at all
  /// @return whether it is time to fetch more from the store
  synchronized boolean ended(ClaimedInvocation claim, boolean ran, long now) {
    backlog.give(size(claim));
    running--;
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
    return spilled && waiting.size() <= shape.maxEvents() / 2;
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

  /// Forgets what waits in memory; the store still has it.
  ///
  /// @return the number of those events
  synchronized int drop() {
    int dropped = waiting.size();
    waiting.forEach(claim -> backlog.give(size(claim)));
    waiting.clear();
    return dropped;
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
    while (!closed && !paused && running < width) {
      ClaimedInvocation next = waiting.peek();
      if (next == null || running >= allowed(next)) {
        return;
      }
      waiting.remove();
      running++;
      lastStart = now;
      Thread.ofVirtual().name("deliver").start(() -> delivery.accept(this, next));
    }
  }

  /// A function that is switched off may still be "run": its events are given up at once.
  private int allowed(ClaimedInvocation claim) {
    int allowed = limit.applyAsInt(claim);
    return allowed == 0 ? shape.initialWidth() : allowed;
  }

  private static int size(ClaimedInvocation claim) {
    return claim.invocation().payload().length;
  }
}
