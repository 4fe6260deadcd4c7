package dev.tripline.dispatcher.function.trace;

import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.store.InvocationQueue;
import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Spans of events on their way to functions. What it is put around is left as it is while traces are
/// off, so that nothing of it is on the way then.
public final class Tracing implements AutoCloseable {
  public static final Tracing OFF = new Tracing(null, null);

  private final @Nullable SpanExport export;
  private final @Nullable Spans spans;

  private Tracing(@Nullable SpanExport export, @Nullable Spans spans) {
    this.export = export;
    this.spans = spans;
  }

  static Tracing to(URI endpoint, TraceSettings settings, InstantSource clock) {
    SpanExport export = SpanExport.to(endpoint, settings);
    RootIds ids = new RootIds();
    return new Tracing(export, new Spans(export.tracer(settings, ids), ids, clock));
  }

  /// A span for each call of somebody who waits.
  public Invoker ofCalls(Invoker invoker) {
    return spans == null ? invoker : new TracedCalls(invoker, spans);
  }

  /// A span for each event that is accepted, which is stored with it.
  public InvocationQueue ofEvents(InvocationQueue queue) {
    return spans == null ? queue : new TracedEvents(queue, spans);
  }

  /// A span for each run of a function.
  public Invoker ofAttempts(Invoker invoker, Registry registry) {
    return spans == null ? invoker : new TracedAttempts(invoker, registry, spans);
  }

  /// Null while traces are off.
  @Nullable SpanExport export() {
    return export;
  }

  /// Sends what waits, for some seconds at most.
  @Override
  public void close() {
    if (export != null) {
      export.close();
    }
  }
}
