package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.breaker.FunctionBreaker;
import dev.tripline.delivery.breaker.FunctionBreakers;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.invocation.Origin;

/// The services that watch over the deliveries of triggers on this node: their ledger, the breakers of
/// their functions, their parked keys, their meters and the messages that were settled lately. Safe for
/// many threads.
public record TriggerServices(
    Ledger ledger,
    FunctionBreakers breakers,
    Parking parking,
    TriggerMeters meters,
    SettledMessages settled) {

  /// The ledger of a trigger.
  public TriggerLedger account(Trigger trigger) {
    return ledger.account(trigger.id(), trigger.name());
  }

  /// The services for one trigger: its function is invoked through its breaker.
  public DeliveryServices guarded(Trigger trigger, DeliveryServices services) {
    Origin origin = Origin.ofTrigger(trigger.id());
    FunctionBreaker breaker = breakers.of(trigger.id(), trigger.name(), trigger.function());
    return services.through(
        request -> breaker.invoke(request.from(origin.in(request.origin().trace()))));
  }

  /// The trigger begins to run, or begins anew: its function is believed to be up.
  public void began(Trigger trigger, TriggerStatus status) {
    meters.watch(trigger, status);
    breakers.forget(trigger.id());
  }

  /// The trigger is gone, and nothing of it runs any more.
  public void forget(Trigger trigger) {
    parking.forget(trigger.id(), trigger.function());
    breakers.forget(trigger.id());
    meters.forget(trigger);
    settled.forget(trigger);
    ledger.forget(trigger.id());
  }
}
