package dev.tripline.benchmarks.report;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Processor time that the processes of a measurement have used so far: this one, which publishes and
/// measures, the dispatcher, its workers, and all other processes started by this one: the broker.
public record ProcessorTime(Map<Part, Duration> parts) {
  public static final ProcessorTime NONE = new ProcessorTime(Map.of());

  /// The process, or group of processes, that used it.
  public enum Part {
    BROKER,
    DISPATCHER,
    WORKERS,
    BENCHMARK;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Reads the clocks of all processes below this one.
  public static ProcessorTime now(long dispatcher) {
    Map<Part, Duration> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      parts.put(part, Duration.ZERO);
    }
    ProcessHandle current = ProcessHandle.current();
    add(parts, Part.BENCHMARK, current.pid());
    current
        .children()
        .forEach(child -> {
          boolean own = child.pid() == dispatcher;
          add(parts, own ? Part.DISPATCHER : Part.BROKER, child.pid());
          child
              .descendants()
              .forEach(below -> add(parts, own ? Part.WORKERS : Part.BROKER, below.pid()));
        });
    return new ProcessorTime(parts);
  }

  private static void add(Map<Part, Duration> parts, Part part, long pid) {
    try {
      parts.merge(part, Machine.cpuTime(pid), Duration::plus);
    } catch (UncheckedIOException _) {
      // It has ended since it was listed.
    }
  }

  /// Microseconds that a part has used since then for each of so many events.
  public double microsSince(ProcessorTime then, Part part, long events) {
    Duration used = parts.getOrDefault(part, Duration.ZERO);
    Duration before = then.parts.getOrDefault(part, Duration.ZERO);
    return used.minus(before).toNanos() / 1_000.0 / events;
  }
}
