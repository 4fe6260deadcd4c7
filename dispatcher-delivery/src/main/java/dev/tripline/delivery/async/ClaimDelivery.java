package dev.tripline.delivery.async;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.store.ClaimedInvocation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a claimed event from its attempt to its settlement. Safe for many threads.
final class ClaimDelivery {
  private static final Logger log = LoggerFactory.getLogger(ClaimDelivery.class);
  private static final Duration AFTER_DEFECT = Duration.ofMinutes(5);

  private final EventAttempt attempt;
  private final SettlementDecision decision;
  private final Settler settler;
  private final Feeder.Calls due;
  private final InstantSource clock;

  /// @param due called when there is work to fetch from the store
  ClaimDelivery(
      EventAttempt attempt,
      SettlementDecision decision,
      Settler settler,
      Feeder.Calls due,
      InstantSource clock) {
    this.attempt = attempt;
    this.decision = decision;
    this.settler = settler;
    this.due = due;
    this.clock = clock;
  }

  /// Blocks until the event is settled, or until an interrupt. Its place in the lane is free earlier:
  /// as soon as the function has ended and the settlement may begin.
  void deliver(FunctionLane lane, ClaimedInvocation claim) {
    boolean ran = true;
    boolean free = false;
    try {
      AttemptResult result = attempt.run(claim);
      if (result == null) {
        log.info(
            "Invocation {} was not started: this node's claim on it ended before",
            claim.invocation().requestId());
        return;
      }
      ran = result.ran();
      Settlement settlement = decide(claim, result);
      settler.begin();
      free(lane, claim, ran);
      free = true;
      boolean taken = settler.settle(claim, settlement);
      if (taken && settlement instanceof Settlement.RetryLater later) {
        due.in(later.delay());
      } else if (taken && claim.invocation().orderKey() != null) {
        due.of(claim.invocation().function().name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.info(
          "Invocation {} was interrupted; it is delivered again", claim.invocation().requestId());
    } finally {
      if (!free) {
        free(lane, claim, ran);
      }
      lane.settled(claim, System.nanoTime());
    }
  }

  private Settlement decide(ClaimedInvocation claim, AttemptResult result) {
    Instant now = clock.instant();
    try {
      return decision.of(claim, result, now, ThreadLocalRandom.current().nextDouble());
    } catch (RuntimeException e) {
      log.error(
          "What follows invocation {} could not be decided; it is tried again in {}",
          claim.invocation().requestId(),
          AFTER_DEFECT,
          e);
      Attempt failed =
          new Attempt(
              claim.countedAttempts() + 1, now, Duration.ZERO, "NotJudged", null, e.toString());
      return new Settlement.RetryLater(failed, false, AFTER_DEFECT);
    }
  }

  private void free(FunctionLane lane, ClaimedInvocation claim, boolean ran) {
    if (lane.ended(claim, ran, System.nanoTime())) {
      due.in(Duration.ZERO);
    }
  }
}
