package dev.tripline.dispatcher.bus.schedule;

import dev.tripline.adapter.schedule.CatchUp;
import dev.tripline.adapter.schedule.Firing;
import dev.tripline.adapter.schedule.Schedule;
import dev.tripline.adapter.schedule.ScheduleExpression;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.BusRule;
import dev.tripline.dispatcher.bus.EventBus;
import dev.tripline.dispatcher.bus.EventPublisher;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fires the rules that have a schedule, all of them on one node at a time. The position of a rule is the
/// nominal time up to which everything is done, as of schedules that are triggers; a time whose commit was
/// not noted any more is known by its key, and not delivered twice. Of times that were missed, the last one
/// is made up for.
public final class ScheduledRules implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduledRules.class);

  /// Names the lease and the positions, which are by the names of rules.
  private static final String STATE = "event-rules";

  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Short enough for a node that takes over to be within the minute after which a time is missed.
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final CatchUp MISSED = new CatchUp(1);

  private final BusCatalogue catalogue;
  private final EventPublisher publisher;
  private final SourceStateStore positions;
  private final TriggerLease lease;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Progress> known = new HashMap<>();
  private final Thread thread = VitalThreads.ofVirtual("bus schedules").unstarted(this::run);

  /// The positions as they are stored; null while another node may change them.
  private @Nullable Map<String, String> noted;

  public ScheduledRules(
      BusCatalogue catalogue,
      EventPublisher publisher,
      SourceStateStore positions,
      TriggerLeases leases,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.publisher = publisher;
    this.positions = positions;
    this.lease = leases.of(STATE, LEASE);
    this.clock = clock;
  }

  /// @param source of which the schedule was made
  /// @param position up to which everything is done
  /// @param due nothing is before
  private record Progress(
      BusRule.Schedule source, Schedule schedule, Instant position, Instant due) {
    Progress at(Instant time) {
      return new Progress(source, schedule, time, Instant.MIN);
    }

    Progress until(Instant time) {
      return new Progress(source, schedule, position, time);
    }
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (RuntimeException e) {
          forget();
          log.warn("Schedules of rules do not go on; tried again in {}", LOOK, e);
        }
      }
    } catch (InterruptedException _) {
      log.info("Schedules of rules stop here; they go on after the next start");
    }
    if (noted != null) {
      lease.release();
    }
  }

  private void forget() {
    known.clear();
    noted = null;
  }

  private void look() {
    List<BusRule> rules =
        catalogue.rules(EventBus.DEFAULT).stream().filter(rule -> rule.schedule() != null).toList();
    if (rules.isEmpty() && known.isEmpty()) {
      return;
    }
    if (!publisher.ready() || !lease.hold()) {
      forget();
      return;
    }
    Map<String, String> kept = noted == null ? new HashMap<>(positions.load(STATE)) : noted;
    noted = kept;
    forgetAllBut(rules.stream().map(BusRule::name).collect(Collectors.toSet()), kept);
    for (BusRule rule : rules) {
      if (rule.enabled()) {
        try {
          fireDue(rule, kept);
        } catch (RuntimeException e) {
          log.warn("Rule {} does not fire; tried again in {}", rule.name(), LOOK, e);
        }
      }
    }
  }

  private void forgetAllBut(Set<String> rules, Map<String, String> kept) {
    known.keySet().retainAll(rules);
    Set<String> gone =
        kept.keySet().stream().filter(name -> !rules.contains(name)).collect(Collectors.toSet());
    if (!gone.isEmpty()) {
      positions.save(STATE, gone.stream().collect(Collectors.toMap(name -> name, _ -> "")));
      kept.keySet().removeAll(gone);
    }
  }

  private void fireDue(BusRule rule, Map<String, String> kept) {
    BusRule.Schedule source = rule.schedule();
    if (source == null) {
      return;
    }
    Progress progress = known.get(rule.name());
    if (progress == null || !progress.source().equals(source)) {
      progress = begin(source, kept.get(rule.name()));
    }
    Instant now = clock.instant();
    while (closing.getCount() > 0 && !progress.due().isAfter(now) && isCurrent(rule)) {
      progress = step(rule, progress, now, kept);
      known.put(rule.name(), progress);
    }
  }

  private boolean isCurrent(BusRule rule) {
    return catalogue.rule(rule.bus(), rule.name()).equals(Optional.of(rule));
  }

  private static Progress begin(BusRule.Schedule source, @Nullable String noted) {
    Schedule schedule =
        new Schedule(
            ScheduleExpression.parse(source.expression()),
            ZoneOffset.UTC,
            source.since(),
            null,
            null,
            Duration.ZERO);
    Instant position = noted == null ? Instant.MIN : Instant.parse(noted);
    return new Progress(
        source,
        schedule,
        position.isBefore(source.since()) ? source.since() : position,
        Instant.MIN);
  }

  private Progress step(BusRule rule, Progress progress, Instant now, Map<String, String> kept) {
    return switch (Firing.decide(
        progress.schedule(), MISSED, rule.name(), progress.position(), now)) {
      case Firing.Fire(var nominal) -> {
        publisher.fire(rule.bus(), rule.name(), nominal);
        yield note(rule, progress, nominal, kept);
      }
      case Firing.Skip(var upTo) -> note(rule, progress, upTo, kept);
      case Firing.Wait(var until) -> progress.until(until);
      case Firing.Over _ -> progress.until(Instant.MAX);
    };
  }

  private Progress note(
      BusRule rule, Progress progress, Instant position, Map<String, String> kept) {
    positions.save(STATE, Map.of(rule.name(), position.toString()));
    kept.put(rule.name(), position.toString());
    return progress.at(position);
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(LEASE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
