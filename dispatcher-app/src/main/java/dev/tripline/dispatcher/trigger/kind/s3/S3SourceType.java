package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.adapter.bucket.NotificationSource;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.StoredObjects;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Notifications of S3-like stores over HTTP.
record S3SourceType(ObjectForm form, StoredObjects objects, InstantSource clock)
    implements SourceType {

  @Override
  public SourceTraits traits() {
    return S3Source.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return new S3Source(form.read(reader, fresh));
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
    S3Source source = trigger.source(S3Source.class);
    return new OpenedSource.Receiving(
        new NotificationSource(objects.events(trigger, source.objects()), clock));
  }
}
