package dev.tripline.delivery.queue;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.retry.batch.BatchAnswer;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/// Settles the messages of a batch: acknowledges, gives back, or keeps as dead letters.
final class BatchSettler {
  private final QueueSource source;
  private final QueueDelivery.Trigger trigger;
  private final DeliveryServices services;
  private final MessageLetters letters;
  private final OpenMessages open;

  BatchSettler(
      QueueSource source,
      QueueDelivery.Trigger trigger,
      DeliveryServices services,
      MessageLetters letters,
      OpenMessages open) {
    this.source = source;
    this.trigger = trigger;
    this.services = services;
    this.letters = letters;
    this.open = open;
  }

  /// The result of a batch.
  ///
  /// @param failed the messages that come again or were given up
  /// @param deadLettered the number of them that were given up
  record Settled(List<Delivery> failed, int deadLettered, BatchFailure failure) {}

  Settled settle(List<Delivery> batch, String requestId, InvocationResult result)
      throws InterruptedException {
    services.signals().milestones().reached(Milestone.RESPONSE_READ);
    BatchFailure failure =
        new BatchFailure(requestId, BatchFailure.RETRIES_EXHAUSTED, null, result);
    List<String> ids = QueueDelivery.ids(batch);
    return switch (result.outcome()) {
      case Outcome.Succeeded(byte[] answer) ->
          switch (BatchAnswer.read(answer, trigger.settings().reportItemFailures(), ids)) {
            case BatchAnswer.AllSucceeded _ -> apply(batch, Set.of(), true, failure);
            case BatchAnswer.SomeFailed(Set<String> identifiers) ->
                apply(
                    batch,
                    identifiers,
                    true,
                    failure.because("reported by the function in batchItemFailures"));
            case BatchAnswer.AllFailed(String why) -> applyToAll(batch, failure.because(why));
          };
      case Outcome.Failed error -> applyToAll(batch, failure.because(BatchFailure.text(error)));
      case Outcome.NotRun notRun ->
          throw new IllegalArgumentException("nothing to settle: " + notRun.detail());
    };
  }

  private Settled applyToAll(List<Delivery> batch, BatchFailure failure)
      throws InterruptedException {
    return apply(batch, Set.copyOf(QueueDelivery.ids(batch)), batch.size() == 1, failure);
  }

  /// @param byItself whether it is certain of each that it failed, and not only some other in its batch
  private Settled apply(
      List<Delivery> batch, Set<String> failed, boolean byItself, BatchFailure failure)
      throws InterruptedException {
    List<Delivery> succeeded = new ArrayList<>();
    List<Delivery> exhausted = new ArrayList<>();
    List<Delivery> notDone = new ArrayList<>();
    Map<Integer, List<Delivery>> again = new TreeMap<>();
    for (Delivery delivery : batch) {
      if (!failed.contains(delivery.id())) {
        succeeded.add(delivery);
        continue;
      }
      notDone.add(delivery);
      if (trigger.settings().givesUp(delivery, byItself)) {
        exhausted.add(delivery);
      } else {
        again.computeIfAbsent(delivery.attempt(), _ -> new ArrayList<>()).add(delivery);
      }
    }
    services.signals().attempts().attempted(trigger.id(), !succeeded.isEmpty());
    open.end(Entry.DELIVERED, succeeded);
    source.acknowledge(succeeded);
    for (Delivery delivery : succeeded) {
      delivered(delivery, failure);
    }
    for (Delivery delivery : exhausted) {
      letters.keep(delivery, failure);
    }
    open.end(Entry.DEAD, exhausted);
    source.acknowledge(exhausted);
    for (Map.Entry<Integer, List<Delivery>> entry : again.entrySet()) {
      giveBack(entry.getKey(), entry.getValue(), failure);
    }
    return new Settled(notDone, exhausted.size(), failure);
  }

  /// Lets messages come again without having been tried.
  void withdraw(List<Delivery> deliveries) throws InterruptedException {
    open.begin(deliveries);
    source.retry(deliveries, Duration.ZERO, null);
    open.end(Entry.RETURNED, deliveries);
  }

  private void giveBack(int attempt, List<Delivery> deliveries, BatchFailure failure)
      throws InterruptedException {
    Duration delay = trigger.settings().delay(attempt, ThreadLocalRandom.current().nextDouble());
    source.retry(deliveries, delay, failure.attempt(attempt));
    open.end(Entry.RETURNED, deliveries);
    services.signals().milestones().reached(Milestone.RETRY_SCHEDULED);
    for (Delivery delivery : deliveries) {
      services.signals().figures().countRetried();
      services
          .signals()
          .events()
          .publish(() ->
              new DeliveryEvent.Retried(
                  failure.requestId(),
                  trigger.function(),
                  trigger.id(),
                  delivery.attempt(),
                  failure.error(),
                  delay,
                  true));
    }
  }

  private void delivered(Delivery delivery, BatchFailure none) {
    services.signals().figures().countDelivered();
    InvocationResult result = none.result();
    Duration duration = result == null ? Duration.ZERO : result.duration();
    services
        .signals()
        .events()
        .publish(() ->
            new DeliveryEvent.Delivered(
                none.requestId(), trigger.function(), trigger.id(), delivery.attempt(), duration));
  }
}
