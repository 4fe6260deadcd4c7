package dev.tripline.dispatcher.trigger.kind.mariadb;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.RetainingSourceType;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.changes.ChangeProbe;
import dev.tripline.dispatcher.trigger.run.changes.ChangeRuns;
import java.util.List;
import java.util.Optional;

/// Changes of MariaDB databases.
record MariaDbSourceType(
    MariaDbForm form, ChangeRuns runs, MariaDbDatabases databases, ChangeProbe probe)
    implements RetainingSourceType {

  @Override
  public SourceTraits traits() {
    return MariaDbSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// Each trigger is a replica of its own; the server must let its log be read.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return probe.refusal(trigger);
  }

  @Override
  public void prepare(Trigger trigger) throws InterruptedException {
    runs.place(trigger, kind(trigger), () -> databases.of(trigger));
  }

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    return runs.open(trigger, kind(trigger), () -> databases.of(trigger), status);
  }

  /// The server keeps nothing for a reader of its log.
  @Override
  public void release(Trigger trigger, List<Trigger> others) {
    runs.forget(trigger);
  }

  private static ChangeRuns.Kind kind(Trigger trigger) {
    MariaDbSource source = trigger.source(MariaDbSource.class);
    return new ChangeRuns.Kind(MariaDbSource.TRAITS.kind(), source.address(), source.reading());
  }
}
