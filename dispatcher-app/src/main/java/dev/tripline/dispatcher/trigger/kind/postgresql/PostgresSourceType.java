package dev.tripline.dispatcher.trigger.kind.postgresql;

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
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes of PostgreSQL databases.
record PostgresSourceType(
    PostgresForm form, ChangeRuns runs, PostgresDatabases databases, ChangeProbe probe)
    implements RetainingSourceType {
  private static final Logger log = LoggerFactory.getLogger(PostgresSourceType.class);

  @Override
  public SourceTraits traits() {
    return PostgresSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, id, fresh);
  }

  /// Two triggers cannot share a slot, and the server must let its log be read.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    PostgresSource wanted = source(trigger);
    for (Trigger other : others) {
      if (hasSlotOf(wanted, other)) {
        return Optional.of(
            new FieldError("source.slot", "is the slot of trigger " + other.name() + " already"));
      }
    }
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

  /// A slot that another trigger has by now is that one's.
  @Override
  public void release(Trigger trigger, List<Trigger> others) {
    runs.forget(trigger);
    Optional<Trigger> heir =
        others.stream().filter(other -> hasSlotOf(source(trigger), other)).findFirst();
    if (heir.isPresent()) {
      log.warn(
          "Slot {} of deleted trigger {} stays: it is that of trigger {} now",
          source(trigger).names().slot(),
          trigger.name(),
          heir.get().name());
      return;
    }
    try {
      databases.of(trigger).forget();
    } catch (SourceUnavailableException e) {
      throw new SourceUnavailableException(
          "until slot %s is dropped, the server keeps log for it; if it is not to be had again, SELECT pg_drop_replication_slot('%s') does that: %s"
              .formatted(
                  source(trigger).names().slot(), source(trigger).names().slot(), e.getMessage()),
          e);
    }
  }

  private static boolean hasSlotOf(PostgresSource one, Trigger other) {
    return other.source() instanceof PostgresSource theirs
        && theirs.names().slot().equals(one.names().slot())
        && theirs.address().host().equals(one.address().host())
        && theirs.address().port() == one.address().port();
  }

  private static PostgresSource source(Trigger trigger) {
    return trigger.source(PostgresSource.class);
  }

  private static ChangeRuns.Kind kind(Trigger trigger) {
    PostgresSource source = source(trigger);
    return new ChangeRuns.Kind(PostgresSource.TRAITS.kind(), source.address(), source.reading());
  }
}
