package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.alert.deadline.Deadlines;
import dev.tripline.dispatcher.alert.deadline.Measured;
import dev.tripline.dispatcher.alert.signal.TriggerSignals.Signal;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.operation.StreamView;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.store.health.OldestWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Measures the conditions of alerts by counters and the ends of indexes. Blocking; safe for many threads.
final class AlertMeasures {
  private final DeadLetterQueries letters;
  private final OldestWork oldest;
  private final TriggerOperations triggers;
  private final InstantSource clock;
  private final UnaryOperator<String> triggerNames;
  private volatile @Nullable Deadlines deadlines;

  /// @param triggerNames the name of a trigger by its id
  AlertMeasures(
      DeadLetterQueries letters,
      OldestWork oldest,
      TriggerOperations triggers,
      InstantSource clock,
      UnaryOperator<String> triggerNames) {
    this.letters = letters;
    this.oldest = oldest;
    this.triggers = triggers;
    this.clock = clock;
    this.triggerNames = triggerNames;
  }

  /// By these are deadlines measured; nothing is said of them before.
  void lookAhead(Deadlines looks) {
    deadlines = looks;
  }

  private static Duration lead(Alert alert) {
    return Duration.ofMillis(alert.millis());
  }

  private Optional<Finding> ahead(Function<Deadlines, Optional<Measured>> look) {
    return Optional.ofNullable(deadlines)
        .flatMap(look)
        .map(measured -> Finding.of(measured.near(), measured.detail()));
  }

  /// @param signals what all nodes know of their triggers
  /// @return empty if nothing can be said now: the alert stays as it is
  Optional<Finding> look(Alert alert, Map<String, Signal> signals) {
    return switch (alert.kind()) {
      case DEAD_LETTERS -> Optional.of(deadLetters(alert));
      case DEAD_LETTER_RATE -> Optional.of(rate(alert));
      case DEAD_LETTER_AGE ->
          Optional.of(
              age(
                  alert,
                  oldest.deadLetter(alert.function(), alert.trigger()),
                  "the oldest dead letter" + scope(alert) + " has waited for %s",
                  "there is no dead letter" + scope(alert)));
      case BACKLOG_AGE ->
          Optional.of(
              age(
                  alert,
                  oldest.event(),
                  "the oldest event that is not at its end was accepted %s ago",
                  "all events are at their end"));
      case UNREAD_AGE -> unread(alert);
      case TRIGGER_FAILURES -> failures(alert, signals);
      case LEDGER_RESIDUAL -> Optional.of(residual(alert, signals));
      case RETENTION_HORIZON ->
          ahead(looks -> looks.retention(String.valueOf(alert.trigger()), lead(alert)));
      case CERTIFICATE_EXPIRY -> ahead(looks -> looks.certificates(lead(alert)));
    };
  }

  private Finding deadLetters(Alert alert) {
    long number =
        letters
            .count(new Filter(alert.function(), alert.trigger(), null, null, null, null))
            .number();
    return Finding.of(
        number >= alert.limit(),
        "%d dead letter%s%s".formatted(number, number == 1 ? "" : "s", scope(alert)));
  }

  private Finding rate(Alert alert) {
    Instant from = clock.instant().minusMillis(alert.millis());
    boolean fast =
        oldest
            .deadLetterBehind(alert.limit() - 1, alert.function(), alert.trigger())
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

  private Optional<Finding> unread(Alert alert) {
    TriggerView trigger = trigger(alert);
    if (trigger == null) {
      return gone(alert);
    }
    StreamView stream = trigger.stream();
    Long age = stream == null ? null : stream.iteratorAgeMillis();
    return age == null
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                age >= alert.millis(),
                "the oldest unread record of trigger %s is %s old"
                    .formatted(trigger.name(), words(age))));
  }

  /// A trigger that was paused stays where it was until it is resumed: nothing of it succeeds or fails.
  private Optional<Finding> failures(Alert alert, Map<String, Signal> signals) {
    TriggerView trigger = trigger(alert);
    if (trigger == null) {
      return gone(alert);
    }
    if (trigger.paused()) {
      return Optional.empty();
    }
    long failures = signals.getOrDefault(trigger.id(), Signal.NONE).failures();
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

  private @Nullable TriggerView trigger(Alert alert) {
    try {
      return triggers.find(String.valueOf(alert.trigger()));
    } catch (ApiProblem _) {
      return null;
    }
  }

  private String scope(Alert alert) {
    if (alert.function() != null) {
      return " of function " + alert.function();
    }
    return alert.trigger() == null ? "" : " of trigger " + triggerNames.apply(alert.trigger());
  }

  private static String words(long millis) {
    Duration time = Duration.ofMillis(millis);
    if (time.toMinutes() < 2) {
      return time.toSeconds() + " s";
    }
    return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
  }
}
