package dev.tripline.delivery.async;

import dev.tripline.spi.store.ClaimedInvocation;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The events of one function that wait in memory, in the order in which they are to start: the tenants in
/// turn, each with its oldest event; events of no tenant take part like those of one tenant more. A tenant
/// of which nothing runs and nothing waited is next. A tenant of which nothing waits or runs takes no
/// memory. Not safe for many threads.
final class TenantQueue {
  private final Line untenanted = new Line();
  private final Map<String, Line> tenants = new HashMap<>();
  private final ArrayDeque<Line> fresh = new ArrayDeque<>();
  private final ArrayDeque<Line> turns = new ArrayDeque<>();
  private int size;

  /// The events of one tenant. It has a turn as long as some wait.
  private static final class Line {
    final ArrayDeque<ClaimedInvocation> waiting = new ArrayDeque<>();
    int running;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Whether events of tenants wait or run.
  boolean tenanted() {
    return !tenants.isEmpty();
  }

  /// The number of events of a tenant, or of none, that wait.
  int waiting(@Nullable String tenant) {
    Line line = tenant == null ? untenanted : tenants.get(tenant);
    return line == null ? 0 : line.waiting.size();
  }

  /// The tenants of which more than so many events wait.
  Set<String> waitingMoreThan(int events) {
    Set<String> found = new HashSet<>();
    tenants.forEach((tenant, line) -> {
      if (line.waiting.size() > events) {
        found.add(tenant);
      }
    });
    return found;
  }

  void add(ClaimedInvocation claim) {
    String tenant = claim.invocation().tenantId();
    Line line = tenant == null ? untenanted : tenants.computeIfAbsent(tenant, _ -> new Line());
    if (line.waiting.isEmpty()) {
      (line.running == 0 ? fresh : turns).addLast(line);
    }
    line.waiting.addLast(claim);
    size++;
  }

  /// The next one to start; null if none waits.
  @Nullable ClaimedInvocation peek() {
    Line line = fresh.isEmpty() ? turns.peekFirst() : fresh.peekFirst();
    return line == null ? null : line.waiting.peekFirst();
  }

  /// The one that [#peek] has shown starts; [#ended] follows.
  void start() {
    Line line = poll();
    line.running++;
  }

  /// The one that [#peek] has shown is not wanted any more.
  void drop() {
    ClaimedInvocation gone = peek();
    poll();
    if (gone != null) {
      forgetIfIdle(gone.invocation().tenantId());
    }
  }

  private Line poll() {
    Line line = fresh.isEmpty() ? turns.removeFirst() : fresh.removeFirst();
    line.waiting.removeFirst();
    size--;
    if (!line.waiting.isEmpty()) {
      turns.addLast(line);
    }
    return line;
  }

  /// An event of a tenant, or of none, has ended.
  void ended(@Nullable String tenant) {
    Line line = tenant == null ? untenanted : tenants.get(tenant);
    if (line != null) {
      line.running--;
      forgetIfIdle(tenant);
    }
  }

  private void forgetIfIdle(@Nullable String tenant) {
    Line line = tenant == null ? null : tenants.get(tenant);
    if (line != null && line.running == 0 && line.waiting.isEmpty()) {
      tenants.remove(tenant);
    }
  }

  /// Removes all waiting events that match.
  void removeIf(Predicate<ClaimedInvocation> match) {
    untenanted.waiting.removeIf(match);
    tenants.values().forEach(line -> line.waiting.removeIf(match));
    fresh.removeIf(line -> line.waiting.isEmpty());
    turns.removeIf(line -> line.waiting.isEmpty());
    tenants.values().removeIf(line -> line.running == 0 && line.waiting.isEmpty());
    size = untenanted.waiting.size();
    tenants.values().forEach(line -> size += line.waiting.size());
  }
}
