package dev.tripline.delivery.async;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryFigures;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.lease.UnsettledResults;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.NodeLease;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the settlements of claimed events to the store. Many settlements wait for one commit: each on its
/// own virtual thread, none of which holds a place in its lane any more. Safe for many threads.
final class Settler {
  private static final Logger log = LoggerFactory.getLogger(Settler.class);

  /// Bounds the memory that unsettled results of all functions take; lanes wait beyond it.
  private static final int IN_FLIGHT = 1_024;

  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final InvocationQueue queue;
  private final NodeLease lease;
  private final UnsettledResults unsettled;
  private final DeliverySignals signals;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private volatile boolean stopped;

  Settler(
      InvocationQueue queue, NodeLease lease, UnsettledResults unsettled, DeliverySignals signals) {
    this.queue = queue;
    this.lease = lease;
    this.unsettled = unsettled;
    this.signals = signals;
  }

  /// Waits until one more result may be on its way to the store. Each call is followed by one of
  /// [#settle].
  void begin() throws InterruptedException {
    inFlight.acquire();
  }

  void stop() {
    stopped = true;
  }

  /// Whether everything that was begun is settled.
  boolean idle() {
    return inFlight.availablePermits() == IN_FLIGHT;
  }

  /// Blocks until the store has the result; while it is out of reach, tries again for as long as the
  /// claim is valid.
  ///
  /// @return whether the store took it
  boolean settle(ClaimedInvocation claim, Settlement settlement) throws InterruptedException {
    try {
      Duration wait = FIRST_WAIT;
      while (true) {
        try {
          boolean taken = tryToStore(claim, settlement);
          count(claim.invocation(), settlement, taken);
          return taken;
        } catch (RuntimeException e) {
          boolean first = unsettled.failed();
          if (stopped || lease.epoch() != claim.epoch()) {
            log.warn(
                "The result of invocation {} could not be stored; it will be delivered again",
                claim.invocation().requestId(),
                e);
            return false;
          }
          if (first) {
            log.warn(
                "Results cannot be stored; each is tried again every second at the latest, and"
                    + " nothing new is started until the store answers",
                e);
          }
          log.debug(
              "The result of invocation {} could not be stored; next try in {}",
              claim.invocation().requestId(),
              wait,
              e);
        }
        Thread.sleep(wait);
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
      }
    } finally {
      inFlight.release();
    }
  }

  private boolean tryToStore(ClaimedInvocation claim, Settlement settlement) {
    UnsettledResults.Pending result = unsettled.begin();
    try {
      boolean taken = store(claim, settlement);
      unsettled.answered();
      return taken;
    } finally {
      unsettled.end(result);
    }
  }

  private boolean store(ClaimedInvocation claim, Settlement settlement) {
    return switch (settlement) {
      case Settlement.Done(_, _, var followUps) -> queue.complete(claim, followUps);
      case Settlement.RetryLater(var failed, var counts, var delay) ->
          queue.retryLater(claim, failed, counts, delay);
      case Settlement.Dead(var letter, var followUps) -> queue.deadLetter(claim, letter, followUps);
    };
  }

  private void count(NewInvocation event, Settlement settlement, boolean taken) {
    DeliveryFigures figures = signals.figures();
    if (!taken) {
      figures.fenced.increment();
      log.info(
          "Invocation {} was taken over by another node in the meantime; its result here is"
              + " dropped",
          event.requestId());
      return;
    }
    String id = event.requestId();
    switch (settlement) {
      case Settlement.Done(var attempt, var duration, _) -> {
        figures.countDelivered();
        signals
            .events()
            .publish(() ->
                new DeliveryEvent.Delivered(
                    id, event.function(), event.triggerId(), attempt, duration));
      }
      case Settlement.RetryLater later -> {
        figures.countRetried();
        signals
            .events()
            .publish(() ->
                new DeliveryEvent.Retried(
                    id,
                    event.function(),
                    event.triggerId(),
                    later.failed().number(),
                    later.error(),
                    later.delay(),
                    later.countsAsAttempt(),
                    later.failed().duration()));
      }
      case Settlement.Dead(var letter, _) -> {
        signals.deadLettered(letter);
        log.info(
            "Invocation {} of {} is given up ({}); kept as dead letter {}",
            id,
            event.function(),
            letter.reason(),
            letter.id());
      }
    }
  }
}
