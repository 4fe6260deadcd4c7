package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.stream.StreamDelivery.ShardView;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.parking.ParkedKeyQueries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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
    Meter failing = gauge(trigger, status, "failing", "triggers", TriggerMeters::failing);
    return switch (trigger.source().traits().shape()) {
      case PUSH -> List.of(inFlight, failing);
      case QUEUE ->
          List.of(
              inFlight,
              failing,
              gauge(trigger, status, "pollers", "pollers", s -> (double) s.snapshot().pollers()));
      case STREAM ->
          List.of(
              inFlight,
              failing,
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

  private static double failing(TriggerStatus status) {
    return status.snapshot().state() == TriggerStatus.State.FAILING ? 1 : 0;
  }

  /// The lag in records; NaN if the stream does not give it, or has not answered.
  private static double lag(TriggerStatus status) {
    double lag = answered(status) ? 0 : Double.NaN;
    for (ShardView shard : status.shards()) {
      long records = shard.lag().records();
      lag += records < 0 ? Double.NaN : (double) records;
    }
    return lag;
  }

  /// In seconds; NaN if the stream has not answered.
  private static double age(TriggerStatus status) {
    double oldest = answered(status) ? 0 : Double.NaN;
    for (ShardView shard : status.shards()) {
      Duration age = shard.lag().age();
      oldest = Math.max(oldest, age == null ? Double.NaN : (double) age.toMillis() / 1000);
    }
    return oldest;
  }

  /// Whether the stream answers. If not, nothing is known of the shards that are not read.
  private static boolean answered(TriggerStatus status) {
    return !status.shards().isEmpty() || status.snapshot().state() == TriggerStatus.State.ENABLED;
  }

  void forget(Trigger trigger) {
    Kept gone = meters.remove(trigger.id());
    if (gone != null) {
      gone.meters().forEach(registry::remove);
    }
  }
}
