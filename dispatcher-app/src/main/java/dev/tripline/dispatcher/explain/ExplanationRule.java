package dev.tripline.dispatcher.explain;

import dev.tripline.dispatcher.delivery.invocation.InvocationStep;
import dev.tripline.dispatcher.delivery.invocation.InvocationStep.Kind;
import dev.tripline.dispatcher.delivery.invocation.Invocations;
import dev.tripline.dispatcher.explain.Explanation.Origin;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.store.deadletter.RedriveOrigins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Concludes from what is kept of an event where it is and why. Pure.
final class ExplanationRule {
  private final Evidence evidence;
  private final Instant now;

  /// @param evidence not empty
  ExplanationRule(Evidence evidence, Instant now) {
    this.evidence = evidence;
    this.now = now;
  }

  private record Fate(String state, String summary, @Nullable String redrivenTo) {}

  Explanation explain() {
    Fate fate = fate();
    Instant accepted = acceptedAt();
    Instant ended = fate.state().equals("waiting") ? null : endedAt();
    boolean waits = ended == null;
    Duration maxAge = evidence.rules() == null ? null : evidence.rules().maxAge();
    return new Explanation(
        evidence.requestId(),
        function(),
        evidence.triggerId(),
        evidence.triggerName(),
        fate.state(),
        fate.summary(),
        accepted,
        ended,
        accepted == null
            ? null
            : Math.max(0, Duration.between(accepted, waits ? now : ended).toMillis()),
        waits ? nextAttemptAt().orElse(null) : null,
        waits && accepted != null && maxAge != null ? accepted.plus(maxAge) : null,
        evidence.origin().map(ExplanationRule::origin).orElse(null),
        fate.redrivenTo(),
        new History(evidence).facts(),
        evidence.letters().ids());
  }

  private static Origin origin(RedriveOrigins.Origin origin) {
    return new Origin(
        origin.deadLetterId(),
        origin.requestId(),
        origin.at(),
        origin.payload().name().toLowerCase(Locale.ROOT));
  }

  private Fate fate() {
    List<InvocationStep> steps = evidence.steps();
    Kind last = steps.isEmpty() ? null : steps.getLast().kind();
    if (!evidence.letters().isEmpty()) {
      return dead();
    }
    if (last == null) {
      return new Fate("waiting", "was redriven, and waits for its turn or runs", null);
    }
    return switch (last) {
      case ACCEPTED -> new Fate("waiting", "waits for its turn or runs for the first time", null);
      case DELIVERED ->
          new Fate("delivered", "was delivered by attempt " + steps.getLast().attempt(), null);
      case FAILED -> waits(steps.getLast(), "has failed " + count(Kind.FAILED) + " times");
      case NOT_RUN ->
          waits(
              steps.getLast(),
              "could not be given to the function " + count(Kind.NOT_RUN) + " times");
      case DEAD_LETTERED -> ofLetter();
      case SENT, SEND_FAILED, SEND_GIVEN_UP, DUPLICATE ->
          throw new IllegalStateException(last + " is no step of an event's own way");
    };
  }

  private Fate dead() {
    DeadLetterSummary letter = evidence.letters().first();
    int number = evidence.letters().some().size();
    return new Fate(
        "dead-lettered",
        number == 1
            ? "is dead letter %s (%s), and waits for somebody"
                .formatted(letter.id(), letter.reason())
            : "has %s%d dead letters, which wait for somebody"
                .formatted(evidence.letters().more() ? "at least " : "", number),
        null);
  }

  private Fate waits(InvocationStep last, String why) {
    Instant next = nextAttemptAt().orElse(last.at());
    return new Fate(
        "waiting",
        next.isAfter(now)
            ? "%s; the next attempt is at %s".formatted(why, next)
            : "%s; the next attempt is due or runs".formatted(why),
        null);
  }

  /// Of an event that was given up and whose letter is not there any more.
  private Fate ofLetter() {
    for (List<AuditLog.Recorded> ends : evidence.ends().values()) {
      for (AuditLog.Recorded recorded : ends) {
        AuditEntry entry = recorded.entry();
        String next = entry.details().get("newRequestId");
        if (entry.action().equals(AuditEntry.REDRIVE_DEAD_LETTER)) {
          return new Fate(
              "redriven",
              next == null
                  ? "was given up, and redriven with its parked key"
                  : "was given up, and redriven as request " + next,
              next);
        }
        if (entry.action().equals(AuditEntry.RESEND_DEAD_LETTER)) {
          return new Fate(
              "redriven",
              "was given up, and sent again with another payload as request " + next,
              next);
        }
        if (entry.action().equals(AuditEntry.DISCARD_DEAD_LETTER)) {
          return new Fate("discarded", "was given up, and discarded for good", null);
        }
      }
    }
    return new Fate("gone", "was given up, and its dead letter is not kept any more", null);
  }

  /// In words. Of very many steps not all are looked at.
  private String count(Kind kind) {
    long number = evidence.steps().stream().filter(step -> step.kind() == kind).count();
    return evidence.steps().size() < Invocations.MOST_STEPS
        ? Long.toString(number)
        : "at least " + number;
  }

  private Optional<Instant> nextAttemptAt() {
    if (evidence.steps().isEmpty()) {
      return Optional.empty();
    }
    InvocationStep last = evidence.steps().getLast();
    return last.took() == null || !last.kind().retried()
        ? Optional.empty()
        : Optional.of(last.at().plus(last.took()));
  }

  private @Nullable Instant acceptedAt() {
    if (evidence.origin().isPresent()) {
      return evidence.origin().get().at();
    }
    if (!evidence.steps().isEmpty() && evidence.steps().getFirst().kind() == Kind.ACCEPTED) {
      return evidence.steps().getFirst().at();
    }
    return evidence.steps().isEmpty() ? evidence.letters().first().acceptedAt() : null;
  }

  private @Nullable Instant endedAt() {
    return evidence.steps().isEmpty()
        ? evidence.letters().first().diedAt()
        : evidence.steps().getLast().at();
  }

  private String function() {
    if (!evidence.steps().isEmpty()) {
      return evidence.steps().getFirst().function();
    }
    return evidence.letters().isEmpty()
        ? evidence.origin().map(RedriveOrigins.Origin::function).orElse("")
        : evidence.letters().first().function().toString();
  }
}
