package dev.tripline.delivery.async;

import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/// The events of one function that this node has claimed, and how many of them run at once. Lanes
/// know nothing of each other: a slow or failing function only fills its own. Safe for many threads.
///
/// A lane begins narrow and grows by one when it has a backlog and none of its calls has been started
/// for a while: quick calls then keep their few workers busy, and only slow ones get more. When the
/// function does not run (throttled, unreachable), the lane pauses, longer each time.
final class FunctionLane {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String function;
  private final Shape shape;
  private final ToIntFunction<ClaimedInvocation> limit;
  private final BiConsumer<FunctionLane, ClaimedInvocation> start;
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

  /// @param limit how many events like this one may run at once by the function's own setting
  /// @param start begins the delivery of one event on a thread of its own and returns at once
  FunctionLane(
      String function,
      Shape shape,
      ToIntFunction<ClaimedInvocation> limit,
      BiConsumer<FunctionLane, ClaimedInvocation> start) {
    this.function = function;
    this.shape = shape;
    this.limit = limit;
    this.start = start;
    this.width = shape.initialWidth();
  }

  /// @param maxEvents in memory
  record Shape(int initialWidth, int maxWidth, Duration growAfter, int maxEvents) {}

  String function() {
    return function;
  }

  /// Whether a newly accepted event may be claimed for memory; then a place is kept for it. Not while
  /// earlier events of the function wait in the store: they come first.
  synchronized boolean reserve() {
    if (closed || spilled || waiting.size() + reserved >= shape.maxEvents()) {
      return false;
    }
    reserved++;
    return true;
  }

  /// Gives back a place that was reserved and is not needed.
  synchronized void unreserve() {
    reserved--;
  }

  synchronized void addReserved(ClaimedInvocation claim, long now) {
    reserved--;
    add(claim, now);
  }

  synchronized void add(ClaimedInvocation claim, long now) {
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

  /// How many more events it would take from the store.
  synchronized int room() {
    return closed ? 0 : Math.max(0, shape.maxEvents() - waiting.size() - reserved);
  }

  /// A call has ended.
  ///
  /// @param ran whether the function ran at all
  /// @return whether it is time to fetch more from the store
  synchronized boolean finished(boolean ran, long now) {
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

  /// Forgets what waits in memory and answers it; the store still has it.
  synchronized List<ClaimedInvocation> drop() {
    List<ClaimedInvocation> dropped = new ArrayList<>(waiting);
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
      start.accept(this, next);
    }
  }

  /// A function that is switched off may still be "run": its events are given up at once.
  private int allowed(ClaimedInvocation claim) {
    int allowed = limit.applyAsInt(claim);
    return allowed == 0 ? shape.initialWidth() : allowed;
  }
}
