package dev.tripline.dispatcher.function.trace;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Trace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;

/// A span for each call of somebody who waits, from its arrival to its answer.
final class TracedCalls implements Invoker {
  private final Invoker invoker;
  private final Spans spans;

  TracedCalls(Invoker invoker, Spans spans) {
    this.invoker = invoker;
    this.spans = spans;
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    SpanBuilder builder =
        spans
            .builder("invoke", request.function(), SpanKind.SERVER)
            .setAttribute("faas.invocation_id", request.requestId());
    Trace trace = request.origin().trace();
    Span span = spans.begin(builder, trace, request.requestId());
    try {
      InvocationResult result =
          invoker.invoke(request.from(request.origin().in(trace.servedBy(Spans.context(span)))));
      Outcome outcome = result.outcome();
      span.setAttribute("tripline.outcome", outcome.name());
      if (!(outcome instanceof Outcome.Succeeded)) {
        Spans.failed(span, TracedAttempts.errorType(outcome), null);
      }
      return result;
    } catch (RuntimeException | InterruptedException e) {
      Spans.failed(span, e.getClass().getName(), null);
      throw e;
    } finally {
      span.end();
    }
  }
}
