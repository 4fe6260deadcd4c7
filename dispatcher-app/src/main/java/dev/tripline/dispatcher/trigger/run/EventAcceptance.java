package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.store.NewInvocation;
import java.util.UUID;

/// Makes asynchronous invocations of the events that sources push, and counts them in the ledger:
/// delivered is what was accepted. Blocking; safe for many threads.
public final class EventAcceptance {
  private final AsynchronousDelivery delivery;
  private final Ledger ledger;

  public EventAcceptance(AsynchronousDelivery delivery, Ledger ledger) {
    this.delivery = delivery;
    this.ledger = ledger;
  }

  /// The invocation that an event becomes.
  public static NewInvocation invocation(Trigger trigger, Event event) {
    return new NewInvocation(
        UUID.randomUUID().toString(),
        trigger.function(),
        event.payload(),
        trigger.id(),
        event.dedupKey(),
        0,
        0);
  }

  /// Returns after the commit that makes the event durable.
  ///
  /// @return `false` if it was known already
  /// @throws RuntimeException if it was not accepted; its source offers it again
  public boolean accept(Trigger trigger, NewInvocation invocation) {
    TriggerLedger account = ledger.account(trigger.id(), trigger.name());
    boolean fresh = delivery.accept(invocation);
    account.count(Entry.RECEIVED, 1);
    account.count(fresh ? Entry.DELIVERED : Entry.DEDUPLICATED, 1);
    return fresh;
  }
}
