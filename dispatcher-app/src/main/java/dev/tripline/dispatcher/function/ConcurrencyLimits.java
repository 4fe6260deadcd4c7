package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How many invocations run at once on this node: a function with reserved concurrency has that many
/// to itself, all others share what is left. Provisioned places are a part of either, for their version
/// alone; a version that has used them up goes on with the others. Never blocks; safe for many threads.
public final class ConcurrencyLimits {
  private static final String RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded";
  private static final String SHARED = "ConcurrentInvocationLimitExceeded";

  private final int limit;
  private final AtomicInteger shared = new AtomicInteger();
  private final ConcurrentHashMap<String, AtomicInteger> reserved = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Version, AtomicInteger> provisioned = new ConcurrentHashMap<>();
  private volatile int unreserved;

  public ConcurrencyLimits(LimitSettings limits) {
    limit = limits.concurrency();
    unreserved = limit;
  }

  private record Version(String function, String number) {}

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

  /// @param version the number of the one that is to run, or `$LATEST`
  public Place enter(PackageFunction function, String version) {
    Integer own = function.reservedConcurrency();
    boolean off = own != null && own == 0;
    int kept = off ? 0 : function.provisionedWorkers(version);
    if (kept > 0) {
      AtomicInteger running =
          provisioned.computeIfAbsent(
              new Version(function.name(), version), _ -> new AtomicInteger());
      if (enter(running, kept, RESERVED) instanceof Taken taken) {
        return taken;
      }
    }
    if (own == null) {
      return enter(shared, unreserved, SHARED);
    }
    return enter(
        reserved.computeIfAbsent(function.name(), _ -> new AtomicInteger()),
        own - function.provisionedWorkers(),
        RESERVED);
  }

  /// How many invocations of the function may run at once; 0 if it is switched off.
  public int of(@Nullable PackageFunction function) {
    Integer own = function == null ? null : function.reservedConcurrency();
    if (own != null) {
      return own;
    }
    return function == null ? unreserved : unreserved + function.provisionedWorkers();
  }

  /// What is left for functions without reserved concurrency.
  public int unreserved() {
    return unreserved;
  }

  /// Counts anew what is reserved, and forgets functions that are gone.
  public void count(Collection<PackageFunction> functions) {
    int sum = 0;
    for (PackageFunction function : functions) {
      sum += function.taken();
    }
    unreserved = Math.max(0, limit - sum);
    Set<String> names = functions.stream().map(PackageFunction::name).collect(Collectors.toSet());
    reserved.entrySet().removeIf(one -> one.getValue().get() == 0 && !names.contains(one.getKey()));
    provisioned
        .entrySet()
        .removeIf(one -> one.getValue().get() == 0 && !names.contains(one.getKey().function()));
  }

  private static Place enter(AtomicInteger running, int limit, String reason) {
    if (running.incrementAndGet() > limit) {
      running.decrementAndGet();
      return new Refused(reason);
    }
    return new Taken(running);
  }
}
