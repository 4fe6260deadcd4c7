package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.http.HttpAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Routes of HTTP.
record RouteSourceType(RouteForm form) implements SourceType {
  @Override
  public SourceTraits traits() {
    return RouteSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// If another route stands for the same requests.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    RouteSource wanted = trigger.source(RouteSource.class);
    for (Trigger other : others) {
      if (other.source() instanceof RouteSource route
          && route.method().equals(wanted.method())
          && route.path().shape().equals(wanted.path().shape())) {
        return Optional.of(
            new FieldError(
                "source.path", "trigger " + other.name() + " has the route " + route.key()));
      }
    }
    return Optional.empty();
  }

  /// Nothing: requests begin when they are sent.
  @Override
  public void prepare(Trigger trigger) {}

  /// [RouteServer] serves it; at the address of events it is not to be found.
  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    String address = RouteServer.PREFIX + trigger.source(RouteSource.class).path().text();
    return new OpenedSource.Receiving((_, _) ->
        new HttpAnswer.Problem(
            409, Map.of(), "Conflict", "this route is called at " + address, List.of()));
  }
}
