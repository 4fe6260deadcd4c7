package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Makes asynchronous invocations of the events that a trigger's push source offers, and notes in the
/// trigger's status how that goes.
public final class TriggerSink implements EventSink {
  /// Lambda's limit for asynchronous invocations.
  private static final int MAX_EVENT = 1024 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Trigger trigger;
  private final EventAcceptance acceptance;
  private final TriggerStatus status;

  public TriggerSink(Trigger trigger, EventAcceptance acceptance, TriggerStatus status) {
    this.trigger = trigger;
    this.acceptance = acceptance;
    this.status = status;
  }

  @Override
  public Acceptance accept(List<Event> events) throws InterruptedException {
    List<NewInvocation> invocations = new ArrayList<>();
    for (Event event : events) {
      NewInvocation invocation = EventAcceptance.invocation(trigger, event);
      if (invocation.payload().length > MAX_EVENT) {
        return new Acceptance.TooLarge(event.id(), invocation.payload().length, MAX_EVENT);
      }
      invocations.add(invocation);
    }
    try {
      var accepted =
          new Acceptance.Accepted(
              invocations.size() == 1
                  ? List.of(receipt(invocations.getFirst()))
                  : together(invocations));
      status.began(events.size());
      status.ended(events.size(), 0, 0);
      status.result(
          "accepted " + events.size() + " events, " + accepted.duplicates() + " of them known");
      return accepted;
    } catch (StoreFullException _) {
      return new Acceptance.Full(RETRY_AFTER);
    }
  }

  private Receipt receipt(NewInvocation invocation) {
    return new Receipt(invocation.requestId(), !acceptance.accept(trigger, invocation));
  }

  /// At once, so that they share commits.
  private List<Receipt> together(List<NewInvocation> invocations) throws InterruptedException {
    List<Callable<Receipt>> calls = new ArrayList<>();
    for (NewInvocation invocation : invocations) {
      calls.add(() -> receipt(invocation));
    }
    List<Receipt> receipts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Receipt> answer : threads.invokeAll(calls)) {
        receipts.add(answer.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("accepting a batch failed", e.getCause());
    }
    return receipts;
  }
}
