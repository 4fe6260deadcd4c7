package dev.tripline.dispatcher.trigger.kind.schedule;

import dev.tripline.adapter.schedule.Schedule;
import dev.tripline.adapter.schedule.ScheduleListener;
import dev.tripline.adapter.schedule.ScheduleSettings;
import dev.tripline.adapter.schedule.ScheduleSource;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.TriggerSink;
import dev.tripline.dispatcher.trigger.run.lease.LeasedRun;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Schedules.
record ScheduleSourceType(
    AccountSettings account,
    SourceStateStore state,
    TriggerLeases leases,
    EventAcceptance acceptance,
    InstantSource clock)
    implements SourceType.Revised {
  private static final ScheduleForm FORM = new ScheduleForm();
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Short enough for a node that takes over to be within the minute after which a time is missed.
  private static final Duration LEASE = Duration.ofSeconds(30);

  @Override
  public SourceTraits traits() {
    return ScheduledTimes.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return FORM.read(reader);
  }

  /// Because it never fires: its times do not exist, or are over.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return refusal(schedule(trigger), trigger.createdAt());
  }

  /// One that has fired for the last time may still be changed otherwise.
  @Override
  public Optional<FieldError> refusalOfChange(Trigger before, Trigger changed) {
    return refusalOf(before, changed);
  }

  static Optional<FieldError> refusalOf(Trigger before, Trigger changed) {
    Schedule schedule = schedule(changed);
    return schedule.equals(schedule(before))
        ? Optional.empty()
        : refusal(schedule, changed.updatedAt());
  }

  private static Optional<FieldError> refusal(Schedule schedule, Instant after) {
    return schedule.whyNever(after).map(why -> new FieldError("source.expression", why));
  }

  /// Nothing to note: it begins at the time at which the trigger was made.
  @Override
  public void prepare(Trigger trigger) {}

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    return new OpenedSource.Reading(1, () -> run(trigger, status));
  }

  private SourceRun run(Trigger trigger, TriggerStatus status) {
    TriggerLease lease = leases.of(trigger.id(), LEASE);
    var source =
        new ScheduleSource(settings(trigger), state, new Listener(lease, status), clock, LOOK);
    return new LeasedRun(source, new TriggerSink(trigger, acceptance, status), lease, status);
  }

  private ScheduleSettings settings(Trigger trigger) {
    ScheduledTimes times = trigger.source(ScheduledTimes.class);
    return new ScheduleSettings(
        trigger.id(),
        schedule(trigger),
        times.catchUp(),
        trigger.updatedAt(),
        new ScheduleSettings.Content(
            trigger.name(), account.region(), account.accountId(), times.input()));
  }

  static Schedule schedule(Trigger trigger) {
    ScheduledTimes times = trigger.source(ScheduledTimes.class);
    return new Schedule(
        times.expression(),
        times.zone(),
        trigger.createdAt(),
        times.bounds().start(),
        times.bounds().end(),
        times.window());
  }

  /// Shows in the status when it fires next, while this node holds the lease.
  private static final class Listener implements ScheduleListener {
    private final TriggerLease lease;
    private final TriggerStatus status;
    private @Nullable String told;

    Listener(TriggerLease lease, TriggerStatus status) {
      this.lease = lease;
      this.status = status;
    }

    @Override
    public void looked(@Nullable Instant next) {
      LeasedRun.requireHeld(lease);
      status.healthy();
      String now = next == null ? "no further time is left" : "next at " + next;
      if (!now.equals(told)) {
        told = now;
        status.result(now);
      }
    }

    @Override
    public void skipped(Instant upTo) {
      status.error(
          "times up to %s were missed and are passed over, as catchUp says".formatted(upTo));
    }
  }
}
