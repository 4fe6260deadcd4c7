package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.adapter.http.CloudEventRequest;
import dev.tripline.adapter.http.InvalidCloudEventException;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Accepts CloudEvents for a trigger. Safe for many threads.
final class EventIngestion {
  /// Lambda's limit for asynchronous invocations.
  static final int MAX_EVENT = 1024 * 1024;

  private final EventAcceptance acceptance;

  EventIngestion(EventAcceptance acceptance) {
    this.acceptance = acceptance;
  }

  /// @param requestIds of the invocations, in the order of the events
  /// @param duplicates how many events had been accepted before
  record Accepted(List<String> requestIds, int duplicates) {}

  /// Blocks until all events of the request are durable.
  ///
  /// @throws InvalidCloudEventException if one of them is invalid; none was accepted
  /// @throws EventTooLargeException if one of them is over 1 MB; none was accepted
  /// @throws StoreFullException if the store takes no more; some may have been accepted, and are
  ///     recognised when the request is sent again
  Accepted accept(
      Trigger trigger, @Nullable String contentType, Map<String, String> headers, byte[] body)
      throws InvalidCloudEventException, EventTooLargeException, InterruptedException {
    List<Event> events = CloudEventRequest.parse(contentType, headers, body);
    List<NewInvocation> invocations = new ArrayList<>();
    for (Event event : events) {
      if (event.payload().length > MAX_EVENT) {
        throw new EventTooLargeException(
            "event " + event.id() + " has " + event.payload().length + " bytes; 1 MB is the limit");
      }
      invocations.add(EventAcceptance.invocation(trigger, event));
    }
    int fresh =
        invocations.size() == 1 ? one(trigger, invocations.getFirst()) : all(trigger, invocations);
    return new Accepted(
        invocations.stream().map(NewInvocation::requestId).toList(), invocations.size() - fresh);
  }

  private int one(Trigger trigger, NewInvocation invocation) {
    return acceptance.accept(trigger, invocation) ? 1 : 0;
  }

  /// At once, so that they share commits.
  private int all(Trigger trigger, List<NewInvocation> invocations) throws InterruptedException {
    List<Callable<Integer>> calls = new ArrayList<>();
    for (NewInvocation invocation : invocations) {
      calls.add(() -> one(trigger, invocation));
    }
    int fresh = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : threads.invokeAll(calls)) {
        fresh += answer.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("accepting a batch failed", e.getCause());
    }
    return fresh;
  }

  /// An event over the limit.
  static final class EventTooLargeException extends Exception {
    EventTooLargeException(String message) {
      super(message);
    }
  }
}
