package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.RequestListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts and times requests by operation and status. Both have few values: operations are those of
/// the API's table. Safe for many threads.
final class RequestMeters implements RequestListener {
  private final MeterRegistry registry;
  private final ConcurrentHashMap<Labels, Timer> timers = new ConcurrentHashMap<>();

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Labels(String operation, int status) {}

  @Override
  public void answered(String operation, Call call, Answer answer, long nanos) {
    timers
        .computeIfAbsent(new Labels(operation, answer.status()), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Labels labels) {
    return Timer.builder("tripline.api.requests")
        .description("requests that were answered, and the time they took")
        .tag("face", "lambda")
        .tag("operation", labels.operation())
        .tag("status", Integer.toString(labels.status()))
        .register(registry);
  }
}
