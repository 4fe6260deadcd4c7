package dev.tripline.delivery.async;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.Functions;
import dev.tripline.retry.Decision;
import dev.tripline.retry.Failure;
import dev.tripline.retry.RetryPolicy;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.retry.destination.InvocationRecord;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides on the settlement after an attempt: done, retried later, or dead, with the messages that
/// follow to destinations.
final class SettlementDecision {
  /// AWS cuts the error message of a dead-letter queue's attribute here.
  private static final int ERROR_MESSAGE_LIMIT = 1_024;

  private final Functions functions;

  SettlementDecision(Functions functions) {
    this.functions = functions;
  }

  /// @param random from 0 (inclusive) to 1, decides the jitter
  Settlement of(ClaimedInvocation claim, AttemptResult attempted, Instant now, double random) {
    Failure failure = attempted.failure();
    if (failure == null) {
      return done(claim, attempted, now);
    }
    var progress =
        new RetryPolicy.Progress(claim.countedAttempts(), claim.notRunStreak(), claim.acceptedAt());
    return switch (RetryPolicy.decide(
        failure, progress, now, attempted.settings().rules(), random)) {
      case Decision.RetryAfter(Duration delay, boolean counts) ->
          new Settlement.RetryLater(attempt(claim, attempted, now), counts, delay);
      case Decision.GiveUp(var reason) -> dead(claim, attempted, reason.text(), now);
    };
  }

  private Settlement done(ClaimedInvocation claim, AttemptResult attempted, Instant now) {
    String destination = attempted.settings().onSuccess();
    int attempt = claim.countedAttempts() + 1;
    InvocationResult result = attempted.result();
    Duration duration = result == null ? Duration.ZERO : result.duration();
    if (destination == null) {
      return new Settlement.Done(attempt, duration, List.of());
    }
    byte[] body = record(claim, "Success", attempt, result).toJson(now);
    return new Settlement.Done(
        attempt, duration, List.of(message(claim, destination, body, Map.of(), null)));
  }

  private Settlement dead(
      ClaimedInvocation claim, AttemptResult attempted, String reason, Instant now) {
    NewInvocation event = claim.invocation();
    InvocationResult result = attempted.result();
    Outcome.Failed failed =
        result != null && result.outcome() instanceof Outcome.Failed f ? f : null;
    List<Attempt> attempts = new ArrayList<>(claim.attempts());
    if (result != null) {
      attempts.add(attempt(claim, attempted, now));
    }
    DeadLetter letter =
        new DeadLetter(
            TimeOrderedId.at(now),
            event.requestId(),
            event.function(),
            event.triggerId(),
            reason,
            attempted.error(),
            event.payload(),
            failed == null ? null : failed.payload(),
            List.copyOf(attempts),
            claim.acceptedAt(),
            now,
            event.redriveCount());
    if (attempted.failure() instanceof Failure.TooDeep
        && event.recursionDepth() > RetryPolicy.RECURSION_LIMIT) {
      return new Settlement.Dead(letter, List.of());
    }
    int invokeCount = claim.countedAttempts() + (failed == null ? 0 : 1);
    List<OutboxMessage> followUps = new ArrayList<>();
    AsyncSettings settings = attempted.settings();
    String onFailure = settings.onFailure();
    if (onFailure != null) {
      InvocationResult ran = failed == null ? null : result;
      byte[] body = record(claim, reason, invokeCount, ran).toJson(now);
      followUps.add(message(claim, onFailure, body, Map.of(), letter.id()));
    }
    String target = settings.deadLetterTarget();
    if (target != null) {
      Map<String, String> attributes =
          Map.of(
              "RequestID",
              event.requestId(),
              "ErrorCode",
              "200",
              "ErrorMessage",
              firstOf(attempted.error() == null ? reason : attempted.error()));
      followUps.add(message(claim, target, event.payload(), attributes, letter.id()));
    }
    return new Settlement.Dead(letter, followUps);
  }

  private InvocationRecord record(
      ClaimedInvocation claim, String condition, int count, @Nullable InvocationResult result) {
    NewInvocation event = claim.invocation();
    return new InvocationRecord(
        event.requestId(),
        functions.qualifiedArn(event.function()),
        condition,
        count,
        event.payload(),
        result);
  }

  private static OutboxMessage message(
      ClaimedInvocation claim,
      String destination,
      byte[] body,
      Map<String, String> headers,
      @Nullable String deadLetterId) {
    return new OutboxMessage(
        UUID.randomUUID().toString(),
        destination,
        body,
        headers,
        claim.invocation().recursionDepth(),
        deadLetterId,
        new OutboxMessage.Cause(
            claim.invocation().requestId(), claim.invocation().trace().stored()));
  }

  private static Attempt attempt(ClaimedInvocation claim, AttemptResult attempted, Instant now) {
    InvocationResult result = attempted.result();
    int number = claim.countedAttempts() + 1;
    if (result == null) {
      return new Attempt(number, now, Duration.ZERO, "NotRun", null, attempted.error());
    }
    Outcome outcome = result.outcome();
    String type = outcome instanceof Outcome.Failed failed ? failed.errorType() : null;
    return new Attempt(
        number, result.startedAt(), result.duration(), outcome.name(), type, attempted.error());
  }

  private static String firstOf(String message) {
    return message.length() <= ERROR_MESSAGE_LIMIT
        ? message
        : message.substring(0, ERROR_MESSAGE_LIMIT);
  }
}
