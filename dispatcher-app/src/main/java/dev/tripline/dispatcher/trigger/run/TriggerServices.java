package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.breaker.FunctionBreakers;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.store.ParkedKeyQueries;

/// What watches over the deliveries of triggers on this node: their books, whether their functions are
/// up, which of their keys are parked, and what is measured. Safe for many threads.
public record TriggerServices(
    Ledger ledger,
    FunctionBreakers breakers,
    Parking parking,
    ParkedKeyQueries parkedKeys,
    TriggerMeters meters) {

  /// The books of a trigger.
  public TriggerLedger account(Trigger trigger) {
    return ledger.account(trigger.id(), trigger.name());
  }

  /// The services for one trigger: its function is invoked through its breaker.
  public QueueDelivery.Services guarded(Trigger trigger, QueueDelivery.Services services) {
    return new QueueDelivery.Services(
        breakers.of(trigger.id(), trigger.name(), trigger.function()),
        services.deadLetters(),
        services.signals(),
        services.clock());
  }

  /// The trigger begins to run, or begins anew: its function is believed to be up.
  void began(Trigger trigger, TriggerStatus status) {
    meters.watch(trigger, status, () -> parkedKeys.count(trigger.id()).keys());
    breakers.forget(trigger.id());
  }

  /// The trigger is gone, and nothing of it runs any more.
  void forget(Trigger trigger) {
    parking.forget(trigger.id(), trigger.function());
    breakers.forget(trigger.id());
    meters.forget(trigger);
    ledger.forget(trigger.id());
  }
}
