package dev.tripline.delivery.breaker;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The breakers of all triggers on this node: each node finds out for itself whether a function is
/// down. Safe for many threads.
public final class FunctionBreakers {
  private static final String SUCCEEDED = "succeeded";
  private static final String FAILED = "failed";
  private static final String NOT_RUN = "not_run";

  private final Invoker functions;
  private final BreakerSettings settings;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Map<String, Kept> breakers = new ConcurrentHashMap<>();

  public FunctionBreakers(
      Invoker functions, BreakerSettings settings, InstantSource clock, MeterRegistry meters) {
    this.functions = functions;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
  }

  private record Kept(FunctionBreaker breaker, List<Meter> meters) {}

  /// The breaker of a trigger; the same one until [#forget].
  ///
  /// @param name for meters and log lines
  /// @param function for meters
  public FunctionBreaker of(String triggerId, String name, FunctionTarget function) {
    return breakers.computeIfAbsent(triggerId, _ -> kept(name, function)).breaker();
  }

  private Kept kept(String name, FunctionTarget function) {
    List<Meter> own = new ArrayList<>();
    Map<String, Counter> counters = new HashMap<>();
    for (String outcome : List.of(SUCCEEDED, FAILED, NOT_RUN)) {
      Counter counter =
          Counter.builder("tripline.trigger.invocations")
              .description("how the invocations of a trigger's function ended on this node")
              .tag("trigger", name)
              .tag("function", function.toString())
              .tag("outcome", outcome)
              .register(meters);
      counters.put(outcome, counter);
      own.add(counter);
    }
    FunctionBreaker breaker =
        new FunctionBreaker(name, functions, settings, clock, outcome -> count(counters, outcome));
    own.add(
        Gauge.builder("tripline.trigger.suspended", breaker, b -> b.suspension() == null ? 0 : 1)
            .description("1 while a trigger is suspended because its function is down")
            .tag("trigger", name)
            .tag("function", function.toString())
            .register(meters));
    return new Kept(breaker, own);
  }

  private static void count(Map<String, Counter> counters, Outcome outcome) {
    Counter counter = counters.get(kind(outcome));
    if (counter != null) {
      counter.increment();
    }
  }

  private static String kind(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> SUCCEEDED;
      case Outcome.Failed _ -> FAILED;
      case Outcome.NotRun _ -> NOT_RUN;
    };
  }

  /// The suspension of the trigger on this node; null if there is none.
  public FunctionBreaker.@Nullable Suspension suspension(String triggerId) {
    Kept kept = breakers.get(triggerId);
    return kept == null ? null : kept.breaker().suspension();
  }

  /// Forgets the state of the function: the next invocation is a probe.
  public void forget(String triggerId) {
    Kept kept = breakers.remove(triggerId);
    if (kept != null) {
      kept.meters().forEach(meters::remove);
    }
  }
}
