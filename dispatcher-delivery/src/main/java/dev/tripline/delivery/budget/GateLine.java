package dev.tripline.delivery.budget;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One function's executions against a resource, and those that wait: its tenants in turn, of each the
/// first that came. Guarded by its gate.
final class GateLine {
  /// A part that is not used any more is kept for so long: the next call then need not ask for it.
  private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();

  private final String function;
  private final LinkedHashMap<String, ArrayDeque<Waiter>> byTenant = new LinkedHashMap<>();
  private int waiting;
  private int running;
  private long lastTurn;
  private int peak;
  private long peakAt = System.nanoTime();
  private Duration longest = Duration.ZERO;

  GateLine(String function) {
    this.function = function;
  }

  /// One that waits for its turn.
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private final String tenant;
    private final long longestNanos;
    private volatile boolean granted;

    /// Of the thread that makes it.
    ///
    /// @param tenant null for none
    Waiter(@Nullable String tenant, Duration longest) {
      this.tenant = tenant == null ? "" : tenant;
      this.longestNanos = longest.toNanos();
    }

    boolean granted() {
      return granted;
    }
  }

  String function() {
    return function;
  }

  void add(Waiter waiter) {
    byTenant.computeIfAbsent(waiter.tenant, _ -> new ArrayDeque<>()).add(waiter);
    waiting++;
    Duration its = Duration.ofNanos(waiter.longestNanos);
    longest = its.compareTo(longest) > 0 ? its : longest;
  }

  boolean remove(Waiter waiter) {
    ArrayDeque<Waiter> line = byTenant.get(waiter.tenant);
    if (line == null || !line.remove(waiter)) {
      return false;
    }
    if (line.isEmpty()) {
      byTenant.remove(waiter.tenant);
    }
    waiting--;
    return true;
  }

  void wakeAll() {
    byTenant.values().forEach(line -> line.forEach(waiter -> LockSupport.unpark(waiter.thread)));
  }

  /// @param coveredNanos the longest execution that the store knows of
  boolean mayStart(long coveredNanos) {
    Map.Entry<String, ArrayDeque<Waiter>> first = byTenant.firstEntry();
    return first != null && first.getValue().getFirst().longestNanos <= coveredNanos;
  }

  boolean before(GateLine other) {
    return running != other.running ? running < other.running : lastTurn < other.lastTurn;
  }

  void grant(long turn) {
    Map.Entry<String, ArrayDeque<Waiter>> tenant = byTenant.pollFirstEntry();
    ArrayDeque<Waiter> line = tenant.getValue();
    Waiter first = line.removeFirst();
    if (!line.isEmpty()) {
      byTenant.putLast(tenant.getKey(), line);
    }
    waiting--;
    running++;
    lastTurn = turn;
    first.granted = true;
    LockSupport.unpark(first.thread);
  }

  void ended() {
    running--;
  }

  int running() {
    return running;
  }

  /// The executions that it would run at once, at present or a moment ago.
  int wants(long now) {
    int wants = running + waiting;
    if (wants >= peak || now - peakAt > KEPT_NANOS) {
      peak = wants;
      peakAt = now;
    }
    return peak;
  }

  /// Whether it can be forgotten.
  boolean idle(long now) {
    return running == 0 && waiting == 0 && wants(now) == 0;
  }

  Duration longest() {
    return longest;
  }
}
