package dev.tripline.dispatcher.function.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gives a trace that begins the id that was chosen for it, so that all nodes name an event's trace alike.
final class RootIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<@Nullable String> chosen = new ThreadLocal<>();

  /// @param begin begins a span on this thread
  <T> T choose(String traceId, Supplier<T> begin) {
    chosen.set(traceId);
    try {
      return begin.get();
    } finally {
      chosen.remove();
    }
  }

  @Override
  public String generateTraceId() {
    String id = chosen.get();
    return id == null ? random.generateTraceId() : id;
  }

  @Override
  public String generateSpanId() {
    return random.generateSpanId();
  }
}
