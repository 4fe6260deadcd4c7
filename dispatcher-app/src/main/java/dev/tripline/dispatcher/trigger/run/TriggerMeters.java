package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.stream.StreamDelivery.ShardView;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.parking.ParkedKeyQueries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// The meters of triggers beside those of the ledger: of this node, one series a trigger, except
/// for parked keys, which are the trigger's on all nodes. docs/metrics.md names them. Safe for many
/// threads.
public final class TriggerMeters {
  private final MeterRegistry registry;
  private final ParkedKeyQueries parkedKeys;
  private final Map<String, Kept> meters = new ConcurrentHashMap<>();

  public TriggerMeters(MeterRegistry registry, ParkedKeyQueries parkedKeys) {
    this.registry = registry;
    this.parkedKeys = parkedKeys;
  }

  private record Kept(FunctionTarget function, List<Meter> meters) {}

  /// Registers the meters of the trigger, until [#forget]. Streams also have a lag; the store is
  /// asked for their parked keys whenever the meters are read.
  void watch(Trigger trigger, TriggerStatus status) {
    Kept before = meters.get(trigger.id());
    if (before != null && !before.function().equals(trigger.function())) {
      forget(trigger);
    }
    meters.computeIfAbsent(
        trigger.id(), _ -> new Kept(trigger.function(), register(trigger, status)));
  }

  private List<Meter> register(Trigger trigger, TriggerStatus status) {
    Meter inFlight = gauge(trigger, status, "in.flight", "events", s -> (double) s.inFlight());
    return switch (trigger.source().traits().shape()) {
      case PUSH -> List.of(inFlight);
      case QUEUE ->
          List.of(
              inFlight,
              gauge(trigger, status, "pollers", "pollers", s -> (double) s.snapshot().pollers()));
      case STREAM ->
          List.of(
              inFlight,
              gauge(trigger, status, "lag", "records", TriggerMeters::lag),
              gauge(trigger, status, "iterator.age", "seconds", TriggerMeters::age),
              gauge(
                  trigger,
                  status,
                  "parked",
                  "keys",
                  _ -> (double) parkedKeys.count(trigger.id()).keys()));
    };
  }

  private Meter gauge(
      Trigger trigger,
      TriggerStatus status,
      String name,
      String unit,
      ToDoubleFunction<TriggerStatus> value) {
    return Gauge.builder("tripline.trigger." + name, status, value)
        .tag("trigger", trigger.name())
        .tag("function", trigger.function().toString())
        .baseUnit(unit)
        .strongReference(true)
        .register(registry);
  }

  /// The lag in records; NaN if the stream does not give it.
  private static double lag(TriggerStatus status) {
    double lag = 0;
    for (ShardView shard : status.shards()) {
      long records = shard.lag().records();
      lag += records < 0 ? Double.NaN : (double) records;
    }
    return lag;
  }

  private static double age(TriggerStatus status) {
    double oldest = 0;
    for (ShardView shard : status.shards()) {
      oldest = Math.max(oldest, (double) shard.lag().age().toMillis() / 1000);
    }
    return oldest;
  }

  void forget(Trigger trigger) {
    Kept gone = meters.remove(trigger.id());
    if (gone != null) {
      gone.meters().forEach(registry::remove);
    }
  }
}
