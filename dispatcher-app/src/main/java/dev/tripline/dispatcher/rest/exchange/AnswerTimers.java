package dev.tripline.dispatcher.rest.exchange;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts and times the requests of one operation by the status of their answers. Safe for many threads.
public final class AnswerTimers {
  private final MeterRegistry registry;
  private final String face;
  private final String operation;
  private final ConcurrentHashMap<Integer, Timer> byStatus = new ConcurrentHashMap<>();

  public AnswerTimers(MeterRegistry registry, String face, String operation) {
    this.registry = registry;
    this.face = face;
    this.operation = operation;
  }

  /// @param began of [System#nanoTime]
  public void answered(int status, long began) {
    byStatus
        .computeIfAbsent(status, this::timer)
        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
  }

  private Timer timer(int status) {
    return Timer.builder("tripline.api.requests")
        .description("requests that were answered, and the time they took")
        .tag("face", face)
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(registry);
  }
}
