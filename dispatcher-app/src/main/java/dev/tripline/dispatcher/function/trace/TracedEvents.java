package dev.tripline.dispatcher.function.trace;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.OutboxMessage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A span for each event that is accepted, to its commit. The span's context is stored with the event, so
/// that its runs continue the trace, whichever node makes them.
final class TracedEvents implements InvocationQueue {
  private final InvocationQueue queue;
  private final Spans spans;

  TracedEvents(InvocationQueue queue, Spans spans) {
    this.queue = queue;
    this.spans = spans;
  }

  private record Begun(NewInvocation event, Span span) {
    void ended(Enqueued answer) {
      if (answer instanceof Enqueued.Duplicate) {
        span.setAttribute("tripline.duplicate", true);
      }
      span.end();
    }

    void ended(RuntimeException e) {
      Spans.failed(span, e.getClass().getName(), null);
      span.end();
    }
  }

  private Begun begin(NewInvocation event) {
    SpanBuilder builder =
        spans
            .builder("publish", event.function(), SpanKind.PRODUCER)
            .setAttribute("messaging.system", "tripline")
            .setAttribute("messaging.operation.type", "send")
            .setAttribute("messaging.operation.name", "publish")
            .setAttribute("messaging.destination.name", event.function().name())
            .setAttribute("messaging.message.id", event.requestId())
            .setAttribute("messaging.message.body.size", event.payload().length);
    if (event.triggerId() != null) {
      builder.setAttribute("tripline.trigger.id", event.triggerId());
    }
    Span span = spans.begin(builder, event.trace(), event.requestId());
    return new Begun(event.in(Trace.of(Spans.context(span))), span);
  }

  @Override
  public Enqueued enqueue(NewInvocation invocation, boolean claim) {
    Begun begun = begin(invocation);
    try {
      Enqueued answer = queue.enqueue(begun.event, claim);
      begun.ended(answer);
      return answer;
    } catch (RuntimeException e) {
      begun.ended(e);
      throw e;
    }
  }

  @Override
  public List<Enqueued> enqueueTogether(List<Offer> offers) {
    List<Begun> begun = offers.stream().map(offer -> begin(offer.invocation())).toList();
    List<Offer> traced = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      traced.add(new Offer(begun.get(i).event, offers.get(i).claim()));
    }
    try {
      List<Enqueued> answers = queue.enqueueTogether(traced);
      for (int i = 0; i < begun.size(); i++) {
        begun.get(i).ended(answers.get(i));
      }
      return answers;
    } catch (RuntimeException e) {
      begun.forEach(one -> one.ended(e));
      throw e;
    }
  }

  @Override
  public List<String> functionsWithDueWork(int limit) {
    return queue.functionsWithDueWork(limit);
  }

  @Override
  public List<ClaimedInvocation> claimDue(String functionName, int limit, Set<String> without) {
    return queue.claimDue(functionName, limit, without);
  }

  @Override
  public boolean complete(ClaimedInvocation claim, List<OutboxMessage> followUps) {
    return queue.complete(claim, followUps);
  }

  @Override
  public boolean retryLater(
      ClaimedInvocation claim, Attempt failed, boolean countsAsAttempt, Duration delay) {
    return queue.retryLater(claim, failed, countsAsAttempt, delay);
  }

  @Override
  public boolean deadLetter(
      ClaimedInvocation claim, DeadLetter deadLetter, List<OutboxMessage> followUps) {
    return queue.deadLetter(claim, deadLetter, followUps);
  }
}
