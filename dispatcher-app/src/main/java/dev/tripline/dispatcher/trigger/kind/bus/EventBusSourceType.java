package dev.tripline.dispatcher.trigger.kind.bus;

import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.bus.BusDirectory;
import dev.tripline.dispatcher.trigger.bus.BusSubscription;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Subscribers of event buses. The bus hands them their events itself, so there is nothing to read.
///
/// @param buses asked when triggers are made only
record EventBusSourceType(EventBusForm form, Supplier<BusDirectory> buses) implements SourceType {

  @Override
  public SourceTraits traits() {
    return BusSubscription.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    BusSubscription own = trigger.source(BusSubscription.class);
    BusDirectory directory = buses.get();
    if (!directory.hasBus(own.bus())) {
      return error("bus", "there is no event bus " + own.bus());
    }
    String rule = own.rule();
    if (rule == null) {
      BusPattern pattern = own.pattern();
      return directory.hasRule(own.bus(), trigger.name())
          ? error("bus", "the bus has a rule named " + trigger.name() + "; take another name")
          : pattern == null
              ? Optional.empty()
              : directory
                  .tooMuch(own.bus(), trigger.name(), pattern)
                  .map(why -> new FieldError("source.pattern", why));
    }
    if (!directory.hasRule(own.bus(), rule)) {
      return error("rule", "the event bus " + own.bus() + " has no rule " + rule);
    }
    boolean taken =
        others.stream()
            .map(Trigger::source)
            .anyMatch(source ->
                source instanceof BusSubscription other
                    && other.bus().equals(own.bus())
                    && rule.equals(other.rule())
                    && other.target().equals(own.target()));
    return taken
        ? error("target", "the rule has a target " + own.target() + " already")
        : Optional.empty();
  }

  private static Optional<FieldError> error(String member, String message) {
    return Optional.of(new FieldError("source." + member, message));
  }

  /// Nothing: it gets the events that the bus takes from now on.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    String bus = trigger.source(BusSubscription.class).bus();
    HttpEventSource refusing =
        (_, _) ->
            new HttpAnswer.Problem(
                409,
                Map.of(),
                "Conflict",
                "the trigger gets its events from the event bus " + bus + ": put them there",
                List.of());
    return new OpenedSource.Receiving(refusing);
  }
}
