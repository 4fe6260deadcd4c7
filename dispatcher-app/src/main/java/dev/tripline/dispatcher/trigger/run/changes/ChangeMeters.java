package dev.tripline.dispatcher.trigger.run.changes;

import dev.tripline.adapter.cdc.ChangeProgress;
import dev.tripline.dispatcher.trigger.Trigger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The meters that triggers of databases have beside those of streams; only the node that reads has
/// values. docs/metrics.md names them. Safe for many threads.
public final class ChangeMeters {
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  public ChangeMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  private record Kept(ChangeProgress progress, List<Meter> meters) {}

  /// The progress of a trigger on this node; its meters show it until [#forget].
  ChangeProgress of(Trigger trigger) {
    return kept.computeIfAbsent(trigger.id(), _ -> register(trigger)).progress();
  }

  private Kept register(Trigger trigger) {
    var progress = new ChangeProgress(clock);
    Meter log =
        Gauge.builder("tripline.trigger.log.kept", progress, ChangeMeters::bytes)
            .tag("trigger", trigger.name())
            .baseUnit("bytes")
            .strongReference(true)
            .register(registry);
    Meter silence =
        Gauge.builder("tripline.trigger.silence", progress, ChangeMeters::seconds)
            .tag("trigger", trigger.name())
            .baseUnit("seconds")
            .strongReference(true)
            .register(registry);
    return new Kept(progress, List.of(log, silence));
  }

  private static double bytes(ChangeProgress progress) {
    long bytes = progress.keptBytes();
    return bytes < 0 ? Double.NaN : (double) bytes;
  }

  private static double seconds(ChangeProgress progress) {
    Duration silence = progress.silence();
    return silence == null ? Double.NaN : (double) silence.toMillis() / 1_000;
  }

  void forget(Trigger trigger) {
    Kept gone = kept.remove(trigger.id());
    if (gone != null) {
      gone.meters().forEach(registry::remove);
    }
  }
}
