package dev.tripline.dispatcher.function.trace;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.text.CutText;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.InstantSource;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Begins and ends spans, with the attributes of OpenTelemetry's conventions for messaging and functions.
/// None of them holds a payload.
final class Spans {
  private static final Headers HEADERS = new Headers();
  private static final int LONGEST_MESSAGE = 1024;

  private final Tracer tracer;
  private final RootIds ids;
  private final InstantSource clock;

  Spans(Tracer tracer, RootIds ids, InstantSource clock) {
    this.tracer = tracer;
    this.ids = ids;
    this.clock = clock;
  }

  /// @param requestId gives a trace that begins its id
  Span begin(SpanBuilder builder, Trace trace, String requestId) {
    trace.links().forEach(link -> builder.addLink(span(link)));
    if (trace.unlinked() > 0) {
      builder.setAttribute("tripline.links.left_out", trace.unlinked());
    }
    TraceContext parent = trace.parent();
    if (parent != null && parent.hasSpan()) {
      builder.setParent(Context.root().with(Span.wrap(span(parent))));
      return builder.startSpan();
    }
    TraceContext root = trace.context(requestId, clock.instant());
    builder.setNoParent();
    return ids.choose(root.traceId(), builder::startSpan);
  }

  SpanBuilder builder(String what, FunctionTarget function, SpanKind kind) {
    return tracer
        .spanBuilder(what + " " + function.name())
        .setSpanKind(kind)
        .setAttribute("faas.name", function.name());
  }

  static TraceContext context(Span span) {
    SpanContext context = span.getSpanContext();
    return new TraceContext(
        context.getTraceId(), context.getSpanId(), context.isSampled(), state(context));
  }

  private static @Nullable String state(SpanContext context) {
    if (context.getTraceState().isEmpty()) {
      return null;
    }
    StringJoiner state = new StringJoiner(",");
    context.getTraceState().forEach((key, value) -> state.add(key + "=" + value));
    return state.toString();
  }

  private static SpanContext span(TraceContext context) {
    if (context.state() == null) {
      return SpanContext.createFromRemoteParent(
          context.traceId(),
          context.spanId(),
          context.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
          TraceState.getDefault());
    }
    Map<String, String> headers =
        Map.of(
            TraceContext.TRACEPARENT,
            context.traceparent(),
            TraceContext.TRACESTATE,
            context.state());
    return Span.fromContext(
            W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS))
        .getSpanContext();
  }

  static void failed(Span span, String type, @Nullable String message) {
    span.setAttribute("error.type", type);
    span.setStatus(StatusCode.ERROR, message == null ? "" : CutText.of(message, LONGEST_MESSAGE));
  }

  private static final class Headers implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}
