package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many invocations run at once on this node: a function with reserved concurrency has that many
/// to itself, all others share what is left. Never blocks; safe for many threads.
public final class ConcurrencyLimits {
  private static final String RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded";
  private static final String SHARED = "ConcurrentInvocationLimitExceeded";

  private final int limit;
  private final AtomicInteger shared = new AtomicInteger();
  private final ConcurrentHashMap<String, AtomicInteger> reserved = new ConcurrentHashMap<>();
  private volatile int unreserved;

  public ConcurrencyLimits(LimitSettings limits) {
    limit = limits.concurrency();
    unreserved = limit;
  }

  /// A place for one invocation; given back by closing it.
  public sealed interface Place permits Taken, Refused {}

  /// @param running the count it takes part in
  public record Taken(AtomicInteger running) implements Place, AutoCloseable {
    @Override
    public void close() {
      running.decrementAndGet();
    }
  }

  /// @param reason AWS's reason for the throttle
  public record Refused(String reason) implements Place {}

  public Place enter(PackageFunction function) {
    Integer own = function.reservedConcurrency();
    if (own == null) {
      return enter(shared, unreserved, SHARED);
    }
    return enter(
        reserved.computeIfAbsent(function.name(), _ -> new AtomicInteger()), own, RESERVED);
  }

  /// How many invocations of the function may run at once; 0 if it is switched off.
  public int of(@Nullable PackageFunction function) {
    Integer own = function == null ? null : function.reservedConcurrency();
    return own == null ? unreserved : own;
  }

  /// What is left for functions without reserved concurrency.
  public int unreserved() {
    return unreserved;
  }

  /// Counts anew what is reserved, and forgets functions that are gone.
  public void count(Collection<PackageFunction> functions) {
    int sum = 0;
    for (PackageFunction function : functions) {
      Integer own = function.reservedConcurrency();
      sum += own == null ? 0 : own;
    }
    unreserved = Math.max(0, limit - sum);
    Set<String> names = functions.stream().map(PackageFunction::name).collect(Collectors.toSet());
    reserved.entrySet().removeIf(one -> one.getValue().get() == 0 && !names.contains(one.getKey()));
  }

  private static Place enter(AtomicInteger running, int limit, String reason) {
    if (running.incrementAndGet() > limit) {
      running.decrementAndGet();
      return new Refused(reason);
    }
    return new Taken(running);
  }
}
