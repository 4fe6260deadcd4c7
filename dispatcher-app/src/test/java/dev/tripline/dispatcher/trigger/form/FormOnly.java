package dev.tripline.dispatcher.trigger.form;

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

/// A kind of source whose form is the real one, and which cannot be run.
record FormOnly(SourceTraits traits, Form form) implements SourceType {

  /// The form of a kind.
  interface Form {
    TriggerSource read(FormReader form, String id, boolean fresh);
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, id, fresh);
  }

  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    throw new UnsupportedOperationException("a form is read only");
  }

  @Override
  public void prepare(Trigger trigger) {
    throw new UnsupportedOperationException("a form is read only");
  }

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    throw new UnsupportedOperationException("a form is read only");
  }
}
