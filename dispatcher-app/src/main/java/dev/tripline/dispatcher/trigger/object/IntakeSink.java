package dev.tripline.dispatcher.trigger.object;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes asynchronous invocations of what was in the messages of a queue or the records of a stream, one after the other: changes of
/// one key in their order. The ledger and the status of the trigger count messages, not these.
///
/// @param limit the most bytes of one event
record IntakeSink(Trigger trigger, AsynchronousDelivery delivery, int limit) implements EventSink {
  /// Lambda's limit for asynchronous invocations.
  static final int MAX_EVENT = 1024 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  @Override
  public Acceptance accept(List<Event> events) {
    for (Event event : events) {
      if (event.payload().length > limit) {
        return new Acceptance.TooLarge(event.id(), event.payload().length, limit);
      }
    }
    List<Receipt> receipts = new ArrayList<>();
    try {
      for (Event event : events) {
        NewInvocation invocation = EventAcceptance.invocation(trigger, event);
        receipts.add(new Receipt(invocation.requestId(), !delivery.accept(invocation)));
      }
    } catch (StoreFullException _) {
      return new Acceptance.Full(RETRY_AFTER);
    }
    return new Acceptance.Accepted(receipts);
  }
}
