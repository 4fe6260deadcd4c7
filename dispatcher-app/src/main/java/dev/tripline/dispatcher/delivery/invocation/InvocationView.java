package dev.tripline.dispatcher.delivery.invocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.delivery.invocation.InvocationStep.Kind;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.MaskedPayload;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.spi.deadletter.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What became of an event or batch.
///
/// @param state `waiting` (for its turn, its next attempt, or the end of the one that runs),
///     `delivered` or `dead-lettered`
/// @param trigger its id; missing if no trigger brought it
/// @param acceptedAt missing for batches
/// @param endedAt missing while it waits
/// @param nextAttemptAt of one that failed and waits
/// @param attempts in their order
/// @param deadLetters the ids of what was given up, as long as they are not discarded or redriven
@JsonInclude(Include.NON_NULL)
public record InvocationView(
    String requestId,
    String function,
    @Nullable String trigger,
    String state,
    @Nullable Instant acceptedAt,
    @Nullable Instant endedAt,
    @Nullable Instant nextAttemptAt,
    List<AttemptView> attempts,
    List<String> deadLetters)
    implements Maskable {

  /// One attempt.
  ///
  /// @param at its end
  /// @param outcome `delivered`, `failed` or `not-run`
  /// @param events the number that ended so, if it was one batch of several
  @JsonInclude(Include.NON_NULL)
  public record AttemptView(
      int number,
      Instant at,
      String outcome,
      @Nullable Long durationMillis,
      @Nullable String error,
      @Nullable Integer events) {

    private AttemptView withError(@Nullable String other) {
      return new AttemptView(number, at, outcome, durationMillis, other, events);
    }
  }

  /// Without the words of the function.
  @Override
  public InvocationView withoutContent() {
    return with(attempts.stream().map(one -> one.withError(null)).toList());
  }

  /// With the words of the function as the rules show them where the payload is not at hand.
  @Override
  public InvocationView masked(Masking masking) {
    MaskedPayload unknown = masking.of(function, trigger).unknown();
    return with(attempts.stream().map(one -> one.withError(unknown.words(one.error))).toList());
  }

  private InvocationView with(List<AttemptView> others) {
    return new InvocationView(
        requestId,
        function,
        trigger,
        state,
        acceptedAt,
        endedAt,
        nextAttemptAt,
        others,
        deadLetters);
  }

  /// @param steps one at least, in their order, of its own way
  /// @param letters those that are kept
  static InvocationView of(List<InvocationStep> steps, List<String> letters) {
    InvocationStep first = steps.getFirst();
    InvocationStep last = steps.getLast();
    boolean waits = last.kind() != Kind.DELIVERED && last.kind() != Kind.DEAD_LETTERED;
    Duration wait = last.kind() == Kind.ACCEPTED ? null : last.took();
    return new InvocationView(
        first.requestId(),
        first.function(),
        first.trigger(),
        waits ? "waiting" : word(last.kind()),
        first.kind() == Kind.ACCEPTED ? first.at() : null,
        waits ? null : last.at(),
        waits && wait != null ? last.at().plus(wait) : null,
        attempts(steps),
        letters);
  }

  private static List<AttemptView> attempts(List<InvocationStep> steps) {
    List<AttemptView> attempts = new ArrayList<>();
    Set<Integer> failed = new HashSet<>();
    for (InvocationStep step : steps) {
      switch (step.kind()) {
        case ACCEPTED, SENT, SEND_FAILED, SEND_GIVEN_UP, DUPLICATE -> {
          // no attempt
        }
        case DELIVERED, NOT_RUN -> attempts.add(attempt(step, step.kind()));
        case FAILED -> {
          failed.add(step.attempt());
          attempts.add(attempt(step, Kind.FAILED));
        }
        case DEAD_LETTERED -> {
          // Its last attempt, unless it has waited for another one before it was given up.
          if (step.attempt() > 0 && failed.add(step.attempt())) {
            attempts.add(attempt(step, Kind.FAILED));
          }
        }
      }
    }
    return attempts;
  }

  private static AttemptView attempt(InvocationStep step, Kind kind) {
    Duration took = kind == Kind.DELIVERED ? step.took() : step.duration();
    return new AttemptView(
        step.attempt(),
        step.at(),
        word(kind),
        took == null ? null : took.toMillis(),
        step.detail(),
        step.events() == 1 ? null : step.events());
  }

  /// Of a dead letter whose trace is gone.
  static InvocationView of(DeadLetter letter, List<String> letters) {
    return new InvocationView(
        letter.requestId(),
        letter.function().toString(),
        letter.triggerId(),
        word(Kind.DEAD_LETTERED),
        letter.acceptedAt(),
        letter.diedAt(),
        null,
        letter.attempts().stream()
            .map(attempt ->
                new AttemptView(
                    attempt.number(),
                    attempt.startedAt().plus(attempt.duration()),
                    "failed",
                    attempt.duration().toMillis(),
                    attempt.errorMessage(),
                    null))
            .toList(),
        letters);
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case ACCEPTED -> "waiting";
      case DELIVERED -> "delivered";
      case FAILED -> "failed";
      case NOT_RUN -> "not-run";
      case DEAD_LETTERED -> "dead-lettered";
      case SENT -> "sent";
      case SEND_FAILED -> "send-failed";
      case SEND_GIVEN_UP -> "send-given-up";
      case DUPLICATE -> "duplicate";
    };
  }
}
