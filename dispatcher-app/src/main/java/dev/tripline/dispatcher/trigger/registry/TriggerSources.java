package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.resource.TriggerResources;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.RetainingSourceType;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.run.FunctionTimeouts;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.store.SourceStateStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The sources of triggers from their making to their end, of whatever kind.
record TriggerSources(
    SourceTypes types,
    FunctionTimeouts timeouts,
    TriggerServices services,
    SourceStateStore state,
    TriggerResources resources) {

  /// Asks the source whether it can feed the trigger's function. Blocking.
  ///
  /// @param before the trigger that is changed; null if it is made
  /// @throws InvalidTriggerException if it cannot
  void requireFit(Trigger trigger, @Nullable Trigger before, List<Trigger> others)
      throws InterruptedException {
    Optional<FieldError> error =
        timeouts.tooSlow(trigger).map(why -> new FieldError("source", why));
    if (error.isEmpty()) {
      SourceType type = types.of(trigger);
      error =
          before != null && type instanceof SourceType.Revised revised
              ? revised.refusalOfChange(before, trigger)
              : type.refusal(trigger, others);
    }
    if (error.isPresent()) {
      throw new InvalidTriggerException(List.of(error.get()));
    }
  }

  /// Before the trigger exists. Blocks for some seconds at most.
  void prepare(Trigger trigger) throws InterruptedException {
    types.of(trigger).prepare(trigger);
  }

  /// Does not block and does not connect. Whenever the source is run, the trigger's warning becomes that
  /// of then.
  OpenedSource open(Trigger trigger, TriggerStatus status) {
    resources.put(trigger.id(), trigger.sharing().resource());
    return switch (types.of(trigger).open(trigger, status)) {
      case OpenedSource.Receiving receiving -> receiving;
      case OpenedSource.Offered offered -> offered;
      case OpenedSource.Reading reading ->
          new OpenedSource.Reading(
              reading.threads(),
              () -> {
                status.warning(timeouts.tooSlow(trigger).orElse(null));
                return reading.runs().open();
              },
              reading.competing());
    };
  }

  /// The trigger begins to run, or begins anew.
  void began(Trigger trigger, TriggerStatus status) {
    services.began(trigger, status);
  }

  /// Nothing of the trigger runs on this node any more.
  void ended(Trigger trigger) {
    resources.forget(trigger.id());
  }

  /// The trigger was not made after all.
  void discard(Trigger trigger) {
    state.clear(trigger.id());
  }

  /// The trigger is gone, and nothing of it runs any more. Blocking; may be done again.
  ///
  /// @param others the triggers that there are
  /// @throws dev.tripline.spi.source.SourceUnavailableException if a server keeps something for it still
  void forget(Trigger trigger, List<Trigger> others) {
    services.forget(trigger);
    if (types.of(trigger) instanceof RetainingSourceType retaining) {
      retaining.release(trigger, others);
    }
    state.clear(trigger.id());
  }
}
