package dev.tripline.delivery.async;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.Functions;
import dev.tripline.delivery.lease.StartPermits;
import dev.tripline.retry.Failure;
import dev.tripline.retry.RetryPolicy;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.NewInvocation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tries a claimed event once. Safe for many threads.
final class EventAttempt {
  private static final Logger log = LoggerFactory.getLogger(EventAttempt.class);

  private final Functions functions;
  private final TriggerRetries retries;
  private final Invoker invoker;
  private final DeliverySignals signals;
  private final InstantSource clock;
  private final StartPermits permits;

  /// The rules for events, by their function and by their trigger.
  record Rules(Functions functions, TriggerRetries retries) {}

  EventAttempt(
      Rules rules,
      Invoker invoker,
      DeliverySignals signals,
      InstantSource clock,
      StartPermits permits) {
    this.functions = rules.functions();
    this.retries = rules.retries();
    this.invoker = invoker;
    this.signals = signals;
    this.clock = clock;
    this.permits = permits;
  }

  /// Blocks until the function has answered, failed or timed out.
  ///
  /// @return null if the claim ended before the function had the event
  @Nullable AttemptResult run(ClaimedInvocation claim) throws InterruptedException {
    NewInvocation event = claim.invocation();
    AsyncSettings settings = settings(event);
    try {
      AttemptResult refused = refuse(claim, settings);
      if (refused != null) {
        // A refused event is dead, and the knowledge of this node may be older than the event:
        // another
        // node may have accepted it on newer knowledge.
        functions.refresh();
        settings = settings(event);
        refused = refuse(claim, settings);
      }
      return refused == null ? invoke(claim, settings) : refused;
    } catch (UnknownFunctionException e) {
      return new AttemptResult(settings, new Failure.Unknown(), null, e.getMessage());
    } catch (RuntimeException e) {
      log.error(
          "Invocation {} of {} broke down on this node; it is tried again later",
          event.requestId(),
          event.function(),
          e);
      Outcome outcome = new Outcome.Unreachable("the dispatcher failed: " + e);
      return of(
          settings, new InvocationResult(outcome, null, null, clock.instant(), Duration.ZERO));
    }
  }

  private AsyncSettings settings(NewInvocation event) {
    return retries.over(event.triggerId(), functions.asyncSettings(event.function()));
  }

  private @Nullable AttemptResult invoke(ClaimedInvocation claim, AsyncSettings settings)
      throws InterruptedException {
    NewInvocation event = claim.invocation();
    InvocationRequest request =
        new InvocationRequest(
            event.requestId(),
            event.function(),
            event.payload(),
            claim.countedAttempts() + 1,
            false,
            null,
            functions.recursionAllowed(event.function()) ? 0 : event.recursionDepth());
    request = request.from(origin(claim)).under(() -> permits.holds(claim));
    while (permits.await(claim)) {
      signals.milestones().reached(Milestone.INVOKE_SENT);
      InvocationResult result = invoker.invoke(request);
      if (!(result.outcome() instanceof Outcome.NotRun) || permits.holds(claim)) {
        signals.milestones().reached(Milestone.RESPONSE_READ);
        tell(event, result.outcome());
        return of(settings, result);
      }
    }
    return null;
  }

  /// An event that came without a trace begins one, which is the same for each attempt.
  private static Origin origin(ClaimedInvocation claim) {
    Origin origin = claim.invocation().origin();
    return origin.trace().parent() != null
        ? origin
        : origin.in(
            origin
                .trace()
                .below(
                    TraceContext.derived(claim.invocation().requestId(), claim.acceptedAt())
                        .withoutSpan()));
  }

  private void tell(NewInvocation event, Outcome outcome) {
    if (event.triggerId() != null && !(outcome instanceof Outcome.NotRun)) {
      signals.attempts().attempted(event.triggerId(), outcome instanceof Outcome.Succeeded);
    }
  }

  /// Why the event must not be tried at all; null if it may.
  private @Nullable AttemptResult refuse(ClaimedInvocation claim, AsyncSettings settings) {
    NewInvocation event = claim.invocation();
    if (!functions.exists(event.function())) {
      return new AttemptResult(
          AsyncSettings.NONE,
          new Failure.Unknown(),
          null,
          "Function not found: " + event.function());
    }
    Instant now = clock.instant();
    if (event.recursionDepth() >= RetryPolicy.RECURSION_LIMIT
        && !functions.recursionAllowed(event.function())) {
      String error = "invocation " + (event.recursionDepth() + 1) + " of one chain of functions";
      return new AttemptResult(settings, new Failure.TooDeep(), null, error);
    }
    if (functions.concurrencyLimit(event.function()) == 0) {
      String error = "the function's reserved concurrency is 0";
      return new AttemptResult(settings, new Failure.SwitchedOff(), null, error);
    }
    if (RetryPolicy.tooOld(claim.acceptedAt(), now, settings.rules())) {
      String error = "the event was accepted at " + claim.acceptedAt();
      return new AttemptResult(settings, new Failure.TooOld(), null, error);
    }
    return null;
  }

  private static AttemptResult of(AsyncSettings settings, InvocationResult result) {
    return switch (result.outcome()) {
      case Outcome.Succeeded _ -> new AttemptResult(settings, null, result, null);
      case Outcome.Failed failed ->
          new AttemptResult(settings, new Failure.Ran(failed.errorType()), result, message(failed));
      case Outcome.Throttled throttled ->
          new AttemptResult(
              settings, new Failure.NotRun(throttled.retryAfter()), result, throttled.detail());
      case Outcome.Unreachable unreachable ->
          new AttemptResult(settings, new Failure.NotRun(null), result, unreachable.detail());
    };
  }

  private static @Nullable String message(Outcome.Failed failed) {
    return failed.errorMessage() == null ? failed.errorType() : failed.errorMessage();
  }
}
