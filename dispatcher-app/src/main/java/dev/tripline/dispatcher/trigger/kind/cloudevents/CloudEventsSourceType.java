package dev.tripline.dispatcher.trigger.kind.cloudevents;

import dev.tripline.adapter.http.CloudEventSource;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import java.util.List;
import java.util.Optional;

/// CloudEvents over HTTP; their form has no settings.
public record CloudEventsSourceType() implements SourceType {

  @Override
  public SourceTraits traits() {
    return CloudEventsSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader form, String id, boolean fresh) {
    return new CloudEventsSource();
  }

  /// Never: there is nobody to ask.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return Optional.empty();
  }

  /// Nothing: events begin when they are sent.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    return new OpenedSource.Receiving(new CloudEventSource());
  }
}
