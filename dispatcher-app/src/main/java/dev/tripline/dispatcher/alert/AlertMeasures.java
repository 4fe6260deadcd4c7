package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.alert.deadline.Deadlines;
import dev.tripline.dispatcher.alert.deadline.Measured;
import dev.tripline.dispatcher.alert.signal.TriggerSignals.Signal;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.operation.StreamView;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.store.Stores;
import dev.tripline.store.health.OldestWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Measures the conditions of alerts by counters and the ends of indexes. Blocking; safe for many threads.
final class AlertMeasures {
  private final DeadLetterQueries letters;
  private final OldestWork oldest;
  private final TriggerOperations triggers;
  private final InstantSource clock;
  private final TriggerService local;
  private final Deadlines deadlines;

  /// @param local the triggers as this node knows them
  AlertMeasures(
      Stores stores, TriggerOperations triggers, TriggerService local, Deadlines deadlines) {
    this.letters = stores.deadLetterQueries();
    this.oldest = new OldestWork(stores.reader());
    this.clock = stores.clock();
    this.triggers = triggers;
    this.local = local;
    this.deadlines = deadlines;
  }

  /// What all nodes know of their triggers, by the ids of triggers.
  ///
  /// @param streams those that are read
  record Known(Map<String, Signal> signals, Map<String, StreamView> streams) {}

  /// The states of all streams, by the ids of their triggers.
  Map<String, StreamView> streams() {
    Map<String, StreamView> streams = new HashMap<>();
    for (TriggerView trigger : triggers.list()) {
      if (trigger.stream() != null) {
        streams.put(trigger.id(), trigger.stream());
      }
    }
    return streams;
  }

  private static Duration lead(Alert alert) {
    return Duration.ofMillis(alert.millis());
  }

  private static Optional<Finding> ahead(Optional<Measured> measured) {
    return measured.map(found -> Finding.of(found.near(), found.detail()));
  }

  /// @return empty if nothing can be said now: the alert stays as it is
  Optional<Finding> look(Alert alert, Known known) {
    return switch (alert.kind()) {
      case DEAD_LETTERS -> Optional.of(deadLetters(alert));
      case DEAD_LETTER_RATE -> Optional.of(rate(alert));
      case DEAD_LETTER_AGE ->
          Optional.of(
              age(
                  alert,
                  letters.oldest(meant(alert)),
                  "the oldest dead letter" + scope(alert) + " has waited for %s",
                  "there is no dead letter" + scope(alert)));
      case BACKLOG_AGE ->
          Optional.of(
              age(
                  alert,
                  oldest.event(),
                  "the oldest event that is not at its end was accepted %s ago",
                  "all events are at their end"));
      case UNREAD_AGE -> unread(alert, known.streams());
      case TRIGGER_FAILURES -> failures(alert, known.signals());
      case LEDGER_RESIDUAL -> Optional.of(residual(alert, known.signals()));
      case RETENTION_HORIZON ->
          ahead(deadlines.retention(String.valueOf(alert.trigger()), lead(alert)));
      case CERTIFICATE_EXPIRY -> ahead(deadlines.certificates(lead(alert)));
    };
  }

  private Finding deadLetters(Alert alert) {
    long number = letters.count(meant(alert)).number();
    return Finding.of(
        number >= alert.limit(),
        "%d dead letter%s%s".formatted(number, number == 1 ? "" : "s", scope(alert)));
  }

  private static Filter meant(Alert alert) {
    return new Filter(alert.function(), alert.trigger(), null, null, null, null);
  }

  private Finding rate(Alert alert) {
    Instant from = clock.instant().minusMillis(alert.millis());
    boolean fast =
        oldest
            .deadLetterBehind(alert.limit() - 1, meant(alert))
            .filter(died -> !died.isBefore(from))
            .isPresent();
    return Finding.of(
        fast,
        "%s %d dead letters%s within %s"
            .formatted(
                fast ? "at least" : "less than",
                alert.limit(),
                scope(alert),
                words(alert.millis())));
  }

  private Finding age(Alert alert, Optional<Instant> since, String old, String nothing) {
    return since
        .map(at -> Math.max(0, Duration.between(at, clock.instant()).toMillis()))
        .map(age -> Finding.of(age >= alert.millis(), old.formatted(words(age))))
        .orElseGet(() -> new Finding(0, nothing));
  }

  private Optional<Finding> unread(Alert alert, Map<String, StreamView> streams) {
    Optional<Trigger> trigger = trigger(alert);
    if (trigger.isEmpty()) {
      return gone(alert);
    }
    StreamView stream = streams.get(trigger.get().id());
    Long age = stream == null ? null : stream.iteratorAgeMillis();
    return age == null
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                age >= alert.millis(),
                "the oldest unread record of trigger %s is %s old"
                    .formatted(trigger.get().name(), words(age))));
  }

  /// A trigger that was paused stays where it was until it is resumed: nothing of it succeeds or fails.
  private Optional<Finding> failures(Alert alert, Map<String, Signal> signals) {
    Optional<Trigger> found = trigger(alert);
    if (found.isEmpty()) {
      return gone(alert);
    }
    Trigger trigger = found.get();
    if (trigger.paused()) {
      return Optional.empty();
    }
    long failures =
        signals.getOrDefault(trigger.id(), Signal.NONE).failuresSince(trigger.revision());
    return Optional.of(
        Finding.stepwise(
            failures,
            alert.limit(),
            "%d of %d consecutive failures of trigger %s"
                .formatted(failures, alert.limit(), trigger.name())));
  }

  private Finding residual(Alert alert, Map<String, Signal> signals) {
    if (alert.trigger() != null) {
      long own = signals.getOrDefault(alert.trigger(), Signal.NONE).residual();
      return Finding.of(own != 0, own + " events" + scope(alert) + " are unaccounted for");
    }
    long unbalanced = signals.values().stream().filter(signal -> signal.residual() != 0).count();
    return Finding.of(unbalanced > 0, "the ledgers of " + unbalanced + " triggers have a residual");
  }

  private static Optional<Finding> gone(Alert alert) {
    return Optional.of(new Finding(0, "there is no trigger " + alert.trigger() + " any more"));
  }

  private Optional<Trigger> trigger(Alert alert) {
    return Optional.ofNullable(alert.trigger()).flatMap(local::find).map(LocalTrigger::trigger);
  }

  private String scope(Alert alert) {
    if (alert.function() != null) {
      return " of function " + alert.function();
    }
    return alert.trigger() == null
        ? ""
        : " of trigger " + trigger(alert).map(Trigger::name).orElse(alert.trigger());
  }

  private static String words(long millis) {
    Duration time = Duration.ofMillis(millis);
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
  }
}
