package dev.tripline.dispatcher.explain;

import dev.tripline.dispatcher.delivery.invocation.InvocationStep;
import dev.tripline.dispatcher.delivery.invocation.InvocationStep.Kind;
import dev.tripline.dispatcher.explain.Explanation.Fact;
import dev.tripline.retry.GiveUpReason;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.store.deadletter.RedriveOrigins;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Words what is kept of an event as facts. Pure.
final class History {
  private static final Map<String, String> REASONS =
      Map.of(
          GiveUpReason.RETRIES_EXHAUSTED.text(), "no retry was left",
          GiveUpReason.EVENT_AGE_EXCEEDED.text(),
              "it was older than events of its function may get",
          GiveUpReason.ZERO_RESERVED_CONCURRENCY.text(),
              "its function is switched off by a reserved concurrency of 0",
          GiveUpReason.FUNCTION_NOT_FOUND.text(), "its function does not exist",
          GiveUpReason.RECURSION_LIMIT_EXCEEDED.text(), "its chain of invocations is too long");

  private final Evidence evidence;

  History(Evidence evidence) {
    this.evidence = evidence;
  }

  /// Everything in its order.
  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    evidence
        .origin()
        .ifPresent(origin ->
            facts.add(
                new Fact(
                    origin.at(),
                    "redrive",
                    "accepted again by a redrive of dead letter %s, which was request %s%s"
                        .formatted(
                            origin.deadLetterId(), origin.requestId(), payload(origin.payload())),
                    null,
                    null,
                    null,
                    null,
                    origin.deadLetterId(),
                    null)));
    if (evidence.steps().isEmpty()) {
      Optional.ofNullable(evidence.letters().whole()).ifPresent(letter -> tell(letter, facts));
    }
    evidence.everything().forEach(step -> tell(step, facts));
    evidence.ends().values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(AuditLog.Recorded::sequence))
        .forEach(end -> tell(end, facts));
    return facts;
  }

  private static String payload(RedriveOrigins.Payload payload) {
    return switch (payload) {
      case SAME -> "";
      case EDITED -> ", with a payload that somebody had edited";
      case TRANSFORMED -> ", with a payload that was transformed";
    };
  }

  private void tell(InvocationStep step, List<Fact> facts) {
    switch (step.kind()) {
      case ACCEPTED -> facts.add(Fact.of(step.at(), "accepted", "accepted" + from(step.trigger())));
      case DELIVERED ->
          facts.add(
              fact(step, "delivered", "the function succeeded", millis(step.took()), null, null));
      case FAILED ->
          facts.add(
              fact(
                  step,
                  "failed",
                  "the function failed" + left(step.attempt()) + "; it is tried again",
                  millis(step.duration()),
                  millis(step.took()),
                  step.detail()));
      case NOT_RUN ->
          facts.add(
              fact(
                  step,
                  "not-run",
                  "the function could not be run; that uses up no attempt",
                  null,
                  millis(step.took()),
                  step.detail()));
      case DEAD_LETTERED -> dead(step, facts);
      case SENT -> facts.add(sent(step, " took the message of its end"));
      case SEND_FAILED ->
          facts.add(sent(step, " did not take the message of its end; it is sent again"));
      case SEND_GIVEN_UP ->
          facts.add(
              sent(
                  step,
                  " did not take the message of its end, which is not sent any more and stays in"
                      + " /v1/undelivered"));
      case DUPLICATE ->
          facts.add(
              fact(
                  step,
                  "duplicate",
                  "came again%s: its deduplication key is that of this event, and keys are known for"
                          .formatted(from(step.trigger()))
                      + " %s (tripline.store.dedup-retention); not accepted again"
                          .formatted(words(evidence.keysKept())),
                  null,
                  null,
                  null));
    }
  }

  private static String words(Duration duration) {
    long days = duration.toDays();
    return duration.equals(Duration.ofDays(days))
        ? days + " days"
        : duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static Fact sent(InvocationStep step, String text) {
    String detail = step.detail() == null ? "" : step.detail();
    int end = detail.indexOf('\n');
    return fact(
        step,
        switch (step.kind()) {
          case SEND_FAILED -> "send-failed";
          case SEND_GIVEN_UP -> "send-given-up";
          case ACCEPTED, DELIVERED, FAILED, NOT_RUN, DEAD_LETTERED, SENT, DUPLICATE -> "sent";
        },
        "its " + (end < 0 ? detail : detail.substring(0, end)) + text,
        null,
        null,
        end < 0 ? null : detail.substring(end + 1));
  }

  private void dead(InvocationStep step, List<Fact> facts) {
    String detail = step.detail() == null ? "" : step.detail();
    int colon = detail.indexOf(": ");
    String reason = colon < 0 ? detail : detail.substring(0, colon);
    String error = colon < 0 ? null : detail.substring(colon + 2);
    boolean told =
        evidence.steps().stream()
            .anyMatch(one -> one.kind() == Kind.FAILED && one.attempt() == step.attempt());
    if (step.attempt() > 0 && !told) {
      facts.add(
          fact(
              step,
              "failed",
              "the function failed" + left(step.attempt()),
              millis(step.duration()),
              null,
              error));
    }
    facts.add(
        new Fact(
            step.at(),
            "dead-lettered",
            "given up: " + words(reason),
            null,
            null,
            null,
            told || step.attempt() == 0 ? error : null,
            step.deadLetter(),
            step.events() == 1 ? null : step.events()));
  }

  private void tell(DeadLetter letter, List<Fact> facts) {
    facts.add(Fact.of(letter.acceptedAt(), "accepted", "accepted" + from(letter.triggerId())));
    for (Attempt attempt : letter.attempts()) {
      facts.add(
          new Fact(
              attempt.startedAt().plus(attempt.duration()),
              "failed",
              "the function failed: " + attempt.outcome(),
              attempt.number(),
              attempt.duration().toMillis(),
              null,
              attempt.errorMessage(),
              null,
              null));
    }
    facts.add(
        new Fact(
            letter.diedAt(),
            "dead-lettered",
            "given up: " + words(letter.reason()),
            null,
            null,
            null,
            letter.lastError(),
            letter.id(),
            null));
  }

  private static void tell(AuditLog.Recorded recorded, List<Fact> facts) {
    AuditEntry entry = recorded.entry();
    String by = entry.actor().name();
    String next = entry.details().get("newRequestId");
    switch (entry.action()) {
      case AuditEntry.REDRIVE_DEAD_LETTER ->
          facts.add(
              Fact.of(
                  recorded.at(),
                  "redriven",
                  next == null
                      ? "redriven with its parked key by " + by
                      : "redriven by %s, as request %s".formatted(by, next)));
      case AuditEntry.RESEND_DEAD_LETTER ->
          facts.add(
              Fact.of(
                  recorded.at(),
                  "redriven",
                  "sent again with another payload by %s, as request %s".formatted(by, next)));
      case AuditEntry.DISCARD_DEAD_LETTER ->
          facts.add(
              Fact.of(
                  recorded.at(),
                  "discarded",
                  "discarded by %s, because: %s".formatted(by, entry.reason())));
      default -> {
        // says nothing of the event's fate
      }
    }
  }

  private static Fact fact(
      InvocationStep step,
      String what,
      String text,
      @Nullable Long duration,
      @Nullable Long wait,
      @Nullable String error) {
    return new Fact(
        step.at(),
        what,
        text,
        step.attempt() == 0 ? null : step.attempt(),
        duration,
        wait,
        error,
        null,
        step.events() == 1 ? null : step.events());
  }

  private String from(@Nullable String trigger) {
    if (trigger == null) {
      return " from a caller";
    }
    String name = evidence.triggerName();
    return " from trigger " + (name == null ? trigger + ", which is gone" : name);
  }

  /// The number of attempts that the function's rules allow now.
  private String left(int attempt) {
    RetryRules rules = evidence.rules();
    return rules == null
        ? ""
        : " in attempt %d of %d at most".formatted(attempt, rules.maxRetries() + 1);
  }

  private static String words(String reason) {
    String known = REASONS.get(reason);
    return known == null ? reason : "%s (%s)".formatted(reason, known);
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}
