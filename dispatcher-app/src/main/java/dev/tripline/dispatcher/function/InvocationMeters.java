package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Times the invocations of functions by their end, however they were called, on this node. Safe for
/// many threads.
public final class InvocationMeters implements Registry.ChangeListener {
  /// Functions beyond so many have meters from their first invocation on: each has a histogram for each end.
  private static final int FROM_THE_START = 100;

  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, Map<End, Timer>> timers = new ConcurrentHashMap<>();

  public InvocationMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /// The ends that are told apart.
  private enum End {
    SUCCEEDED("succeeded"),
    FAILED("failed"),
    TIMED_OUT("timed_out"),
    CRASHED("crashed"),
    NOT_RUN("not_run");

    private final String text;

    End(String text) {
      this.text = text;
    }

    static End of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Succeeded _ -> SUCCEEDED;
        case Outcome.FunctionError _ -> FAILED;
        case Outcome.TimedOut _ -> TIMED_OUT;
        case Outcome.Crashed _ -> CRASHED;
        case Outcome.NotRun _ -> NOT_RUN;
      };
    }
  }

  /// The invocations of a function that came to one end on this node.
  ///
  /// @param outcome as the metric names it
  /// @param meanMillis of their durations
  /// @param longestMillis of those of the last minutes
  public record Tally(String outcome, long count, double meanMillis, double longestMillis) {

    public boolean succeeded() {
      return outcome.equals(End.SUCCEEDED.text);
    }
  }

  /// The names of those that ran on this node and are there.
  public Set<String> functions() {
    return Set.copyOf(timers.keySet());
  }

  /// Those ends that there were.
  public List<Tally> tallies(String function) {
    return timers.getOrDefault(function, Map.of()).entrySet().stream()
        .filter(end -> end.getValue().count() > 0)
        .map(end -> {
          Timer timer = end.getValue();
          return new Tally(
              end.getKey().text,
              timer.count(),
              timer.mean(TimeUnit.MILLISECONDS),
              timer.max(TimeUnit.MILLISECONDS));
        })
        .toList();
  }

  /// Counts an invocation and its duration.
  void ended(String function, InvocationResult result) {
    Map<End, Timer> known = timers.get(function);
    if (known == null) {
      known = timers.computeIfAbsent(function, this::timers);
    }
    Timer timer = known.get(End.of(result.outcome()));
    if (timer != null) {
      timer.record(result.duration());
    }
  }

  private Map<End, Timer> timers(String function) {
    Map<End, Timer> all = new EnumMap<>(End.class);
    for (End end : End.values()) {
      all.put(
          end,
          Timer.builder("tripline.function.invocations")
              .description("invocations that have ended, and the time they took")
              .tag("function", function)
              .tag("outcome", end.text)
              .register(registry));
    }
    return all;
  }

  /// The meters of a function come and go with it.
  @Override
  public void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    if (before != null && after == null) {
      Map<End, Timer> gone = timers.remove(before.name());
      if (gone != null) {
        gone.values().forEach(registry::remove);
      }
    } else if (after != null && timers.size() < FROM_THE_START) {
      timers.computeIfAbsent(after.name(), this::timers);
    }
  }
}
