package dev.tripline.delivery.budget;

import dev.tripline.spi.invocation.StartRight;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The executions of this node against one resource: those that run under its part of the budget, and
/// those that wait for their turn, each function in a line of its own. Of the functions that wait, the
/// one with the fewest executions is next, and among those the one whose last turn is longest ago. Safe
/// for many threads.
///
/// Nothing starts once the lease on the part may have ended by this node's own clock.
final class ResourceGate {
  private static final Duration LOOK_AT_RIGHT = Duration.ofMillis(500);

  private final Map<String, GateLine> lines = new HashMap<>();
  private final Runnable onWant;
  private int share;
  private int target = Integer.MAX_VALUE;
  private int running;
  private int waiting;
  private long validUntil = System.nanoTime();
  private long coveredNanos;
  private long turns;
  private boolean known; // the store may have a part of ours
  private boolean unknown;
  private boolean closed;

  /// @param onWant the store is to be asked for a part soon; must not block
  ResourceGate(Runnable onWant) {
    this.onWant = onWant;
  }

  /// The end of a wait.
  sealed interface Entry {
    /// It may start; [ResourceGate#leave] follows.
    record Entered(GateLine line) implements Entry {}

    /// Its turn did not come in time.
    record Late() implements Entry {}

    /// The right to start was lost, or this node stops.
    record Lost() implements Entry {}

    /// There is no such resource.
    record Unknown() implements Entry {}
  }

  /// An execution that wants to enter.
  ///
  /// @param tenant null for none
  /// @param longest it takes no longer
  /// @param deadline of its wait, of [System#nanoTime]
  record Execution(
      String function,
      @Nullable String tenant,
      Duration longest,
      StartRight right,
      long deadline) {}

  /// Blocks until it is the function's turn.
  Entry enter(Execution execution) throws InterruptedException {
    String function = execution.function();
    GateLine.Waiter waiter = new GateLine.Waiter(execution.tenant(), execution.longest());
    boolean asked = false;
    try {
      synchronized (this) {
        unknown = false; // the store is asked again
        lines.computeIfAbsent(function, GateLine::new).add(waiter);
        waiting++;
        pump();
        asked = !waiter.granted();
      }
      if (asked) {
        onWant.run();
      }
      while (true) {
        Entry end = end(execution, waiter);
        if (end != null) {
          return end;
        }
        long wait = Math.min(execution.deadline() - System.nanoTime(), LOOK_AT_RIGHT.toNanos());
        LockSupport.parkNanos(this, Math.max(1, wait));
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while it waited for a shared resource");
        }
      }
    } catch (InterruptedException e) {
      abandon(function, waiter);
      throw e;
    }
  }

  private @Nullable Entry end(Execution execution, GateLine.Waiter waiter) {
    boolean lost = !waiter.granted() && !execution.right().holds();
    synchronized (this) {
      if (waiter.granted()) {
        return new Entry.Entered(line(execution.function()));
      }
      Entry end =
          unknown
              ? new Entry.Unknown()
              : lost || closed
                  ? new Entry.Lost()
                  : System.nanoTime() - execution.deadline() >= 0 ? new Entry.Late() : null;
      if (end != null) {
        remove(execution.function(), waiter);
      }
      return end;
    }
  }

  private synchronized GateLine line(String function) {
    GateLine line = lines.get(function);
    if (line == null) {
      throw new IllegalStateException("no line of " + function + ", which has an execution");
    }
    return line;
  }

  private synchronized void abandon(String function, GateLine.Waiter waiter) {
    if (waiter.granted()) {
      leave(line(function));
    } else {
      remove(function, waiter);
    }
  }

  private void remove(String function, GateLine.Waiter waiter) {
    GateLine line = lines.get(function);
    if (line != null && line.remove(waiter)) {
      waiting--;
    }
  }

  /// Whether an execution that has entered may still start.
  synchronized boolean holds() {
    return valid();
  }

  /// An execution has ended.
  synchronized void leave(GateLine line) {
    line.ended();
    running--;
    pump();
  }

  /// What to tell the store now: at most what it is known to have given, and of that no more than is
  /// due to this node or in use. The rest is not used from here on.
  ///
  /// @return null if this node neither holds nor wants anything
  synchronized @Nullable Wish wish() {
    share = Math.max(Math.min(running, share), closed ? 0 : Math.min(share, target));
    Map<String, Integer> wanted = new HashMap<>();
    Duration longest = Duration.ZERO;
    long now = System.nanoTime();
    lines.values().removeIf(line -> line.idle(now));
    for (GateLine line : lines.values()) {
      int wants = closed ? line.running() : line.wants(now);
      if (wants > 0) {
        wanted.put(line.function(), wants);
      }
      longest = line.longest().compareTo(longest) > 0 ? line.longest() : longest;
    }
    if (wanted.isEmpty()) {
      share = 0; // nothing runs
      return known ? new Wish(0, longest, wanted) : null;
    }
    known = true;
    return new Wish(share, longest, wanted);
  }

  /// @param keep the executions that this node may still have running at once
  record Wish(int keep, Duration longest, Map<String, Integer> wanted) {}

  /// The store has answered.
  ///
  /// @param until of [System#nanoTime]: the lease on the part
  synchronized void given(ShareRule.Decision decision, Wish wish, long until) {
    unknown = false;
    share = decision.held();
    target = decision.target();
    validUntil = until;
    coveredNanos = wish.longest().toNanos();
    if (wish.wanted().isEmpty()) {
      known = false;
      share = 0;
    }
    pump();
  }

  /// There is no such resource.
  synchronized void unknown() {
    unknown = true;
    share = 0;
    coveredNanos = 0;
    lines.values().forEach(GateLine::wakeAll);
  }

  /// Nobody waits any more.
  synchronized void close() {
    closed = true;
    lines.values().forEach(GateLine::wakeAll);
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting;
  }

  synchronized int share() {
    return share;
  }

  private boolean valid() {
    return System.nanoTime() - validUntil < 0;
  }

  private void pump() {
    while (!closed && running < Math.min(share, target) && waiting > 0 && valid()) {
      GateLine next = null;
      for (GateLine line : lines.values()) {
        if (line.mayStart(coveredNanos) && (next == null || line.before(next))) {
          next = line;
        }
      }
      if (next == null) {
        return;
      }
      next.grant(++turns);
      running++;
      waiting--;
    }
  }
}
