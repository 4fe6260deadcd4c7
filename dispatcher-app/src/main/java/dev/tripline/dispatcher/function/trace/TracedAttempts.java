package dev.tripline.dispatcher.function.trace;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Trace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// A span for each run of a function, which the function sees as its parent. Lines that the dispatcher logs
/// meanwhile have the ids.
final class TracedAttempts implements Invoker {
  private final Invoker invoker;
  private final Registry registry;
  private final Spans spans;

  TracedAttempts(Invoker invoker, Registry registry, Spans spans) {
    this.invoker = invoker;
    this.registry = registry;
    this.spans = spans;
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    RegisteredFunction function = registry.find(request.function().name());
    Trace trace = request.origin().trace();
    Span span = spans.begin(builder(request, function), trace, request.requestId());
    String traceId = span.getSpanContext().getTraceId();
    try (var _ = MDC.putCloseable("traceId", traceId);
        var _ = MDC.putCloseable("spanId", span.getSpanContext().getSpanId());
        var _ = MDC.putCloseable("requestId", request.requestId())) {
      InvocationResult result =
          invoker.invoke(request.from(request.origin().in(trace.below(Spans.context(span)))));
      tell(span, result, function instanceof PackageFunction);
      return result;
    } catch (RuntimeException | InterruptedException e) {
      Spans.failed(span, e.getClass().getName(), null);
      throw e;
    } finally {
      span.end();
    }
  }

  private SpanBuilder builder(InvocationRequest request, @Nullable RegisteredFunction function) {
    Trace trace = request.origin().trace();
    SpanBuilder builder =
        spans
            .builder(
                "process",
                request.function(),
                trace.served() ? SpanKind.INTERNAL : SpanKind.CONSUMER)
            .setAttribute("faas.invocation_id", request.requestId())
            .setAttribute("tripline.attempt", request.attempt());
    if (!trace.served()) {
      builder
          .setAttribute("messaging.system", "tripline")
          .setAttribute("messaging.operation.type", "process")
          .setAttribute("messaging.operation.name", "process")
          .setAttribute("messaging.destination.name", request.function().name())
          .setAttribute("faas.trigger", "pubsub");
    }
    if (request.origin().triggerId() != null) {
      builder.setAttribute("tripline.trigger.id", request.origin().triggerId());
    }
    if (isActive(function, request.function())) {
      builder.setAttribute(ShareSampler.ACTIVE, true);
    }
    return builder;
  }

  private static boolean isActive(@Nullable RegisteredFunction function, FunctionTarget target) {
    return function instanceof PackageFunction packaged
        && packaged.resolve(target.qualifier()).filter(one -> one.settings().traced()).isPresent();
  }

  /// @param words whether the words of a failure are the function's own, and not an answer, which may repeat
  ///     what was sent
  private static void tell(Span span, InvocationResult result, boolean words) {
    Outcome outcome = result.outcome();
    span.setAttribute("tripline.outcome", outcome.name());
    if (result.executedVersion() != null) {
      span.setAttribute("faas.version", result.executedVersion());
    }
    if (outcome instanceof Outcome.Failed failed) {
      Spans.failed(span, errorType(outcome), words ? failed.errorMessage() : null);
    } else if (outcome instanceof Outcome.NotRun) {
      Spans.failed(span, errorType(outcome), null);
    }
  }

  static String errorType(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed && failed.errorType() != null
        ? failed.errorType()
        : outcome.name();
  }
}
