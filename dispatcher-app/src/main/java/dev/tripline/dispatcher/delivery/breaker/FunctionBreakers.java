package dev.tripline.dispatcher.delivery.breaker;

import dev.tripline.spi.invocation.Invoker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The breakers of all triggers on this node: each node finds out for itself whether a function is
/// down. Safe for many threads.
public final class FunctionBreakers {
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

  private record Kept(FunctionBreaker breaker, Meter meter) {}

  /// A closed breaker for a trigger that starts, or starts anew: resuming a trigger probes at once.
  ///
  /// @param name for meters and log lines
  public FunctionBreaker fresh(String triggerId, String name) {
    forget(triggerId);
    FunctionBreaker breaker = new FunctionBreaker(name, functions, settings, clock);
    Meter meter =
        Gauge.builder("tripline.trigger.suspended", breaker, b -> b.suspension() == null ? 0 : 1)
            .description("1 while a trigger is suspended because its function is down")
            .tag("trigger", name)
            .register(meters);
    breakers.put(triggerId, new Kept(breaker, meter));
    return breaker;
  }

  /// How the trigger is suspended on this node; null if it is not.
  public FunctionBreaker.@Nullable Suspension suspension(String triggerId) {
    Kept kept = breakers.get(triggerId);
    return kept == null ? null : kept.breaker().suspension();
  }

  public void forget(String triggerId) {
    Kept kept = breakers.remove(triggerId);
    if (kept != null) {
      meters.remove(kept.meter());
    }
  }
}
