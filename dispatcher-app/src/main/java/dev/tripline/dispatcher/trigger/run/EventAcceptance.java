package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.Formats;
import dev.tripline.retry.OrderKey;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.store.NewInvocation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes asynchronous invocations of the events that sources push, and counts them in the ledger:
/// delivered is what was accepted. Blocking; safe for many threads.
public final class EventAcceptance {
  private final AsynchronousDelivery delivery;
  private final Ledger ledger;

  public EventAcceptance(AsynchronousDelivery delivery, Ledger ledger) {
    this.delivery = delivery;
    this.ledger = ledger;
  }

  /// The invocation that an event becomes. Its request id follows from the trigger and the event's
  /// deduplication key, so that an event that comes again gets the id under which it was accepted.
  public static NewInvocation invocation(Trigger trigger, Event event) {
    return new NewInvocation(
            requestId(trigger, event.dedupKey()),
            trigger.function(),
            Formats.payload(trigger, event),
            trigger.id(),
            event.dedupKey(),
            depth(event),
            0,
            tenant(trigger, event.payload()))
        .in(trace(event));
  }

  /// Whether a chain that is too long may go on is for the function to say, when it is invoked.
  private static int depth(Event event) {
    return Lineage.depth(event.attributes().get(Lineage.ATTRIBUTE));
  }

  private static Trace trace(Event event) {
    return Trace.of(
        TraceContext.of(
            event.attributes().get(TraceContext.TRACEPARENT),
            event.attributes().get(TraceContext.TRACESTATE),
            event.attributes().get(Lineage.ATTRIBUTE)));
  }

  /// The tenant whose event it is; null if the trigger names none.
  public static @Nullable String tenant(Trigger trigger, byte[] payload) {
    String key = trigger.sharing().tenantKey();
    return key == null ? null : TenantKey.of(key).tenant(payload);
  }

  private static String requestId(Trigger trigger, @Nullable String dedupKey) {
    return dedupKey == null ? UUID.randomUUID().toString() : ownName(trigger, dedupKey);
  }

  /// The same for the same text, and another one for each trigger.
  private static String ownName(Trigger trigger, String text) {
    byte[] bytes = (trigger.id() + "\n" + text).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString();
  }

  /// The order key of a group of the trigger's events.
  ///
  /// @param group null for the group of all events that name none
  public static String orderKey(Trigger trigger, @Nullable String group) {
    return OrderKey.of(trigger.id(), group);
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

  /// The invocation that a trigger's event becomes.
  public record Offer(Trigger trigger, NewInvocation invocation) {}

  /// Accepts events of several triggers together. Returns after the one commit that makes all of them
  /// durable.
  ///
  /// @return for each, in their order, whether it was not known already
  /// @throws RuntimeException if none was accepted
  public List<Boolean> accept(List<Offer> offers) {
    List<Boolean> fresh = delivery.accept(offers.stream().map(Offer::invocation).toList());
    for (int i = 0; i < fresh.size(); i++) {
      Trigger trigger = offers.get(i).trigger();
      TriggerLedger account = ledger.account(trigger.id(), trigger.name());
      account.count(Entry.RECEIVED, 1);
      account.count(fresh.get(i) ? Entry.DELIVERED : Entry.DEDUPLICATED, 1);
    }
    return fresh;
  }

  /// Counts events that the trigger's filter does not want.
  public void filtered(Trigger trigger, int events) {
    TriggerLedger account = ledger.account(trigger.id(), trigger.name());
    account.count(Entry.RECEIVED, events);
    account.count(Entry.FILTERED, events);
  }
}
