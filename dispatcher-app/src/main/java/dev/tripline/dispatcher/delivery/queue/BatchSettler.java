package dev.tripline.dispatcher.delivery.queue;

import dev.tripline.dispatcher.delivery.DeliveryEvent;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.retry.batch.BatchAnswer;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.store.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Settles the messages of a batch: acknowledges, gives back, or keeps as dead letters. Each dead
/// letter holds one message, as a batch of one, so that a redrive runs the function with it.
final class BatchSettler {
  private final QueueSource source;
  private final QueueDelivery.Settings settings;
  private final QueueDelivery.Services services;
  private final QueueDelivery.Listener listener;

  BatchSettler(
      QueueSource source,
      QueueDelivery.Settings settings,
      QueueDelivery.Services services,
      QueueDelivery.Listener listener) {
    this.source = source;
    this.settings = settings;
    this.services = services;
    this.listener = listener;
  }

  /// Keeps messages that no function can be given as dead letters, and answers the others.
  List<Delivery> rejectOversized(List<Delivery> batch) throws InterruptedException {
    List<Delivery> fitting = new ArrayList<>();
    List<Delivery> oversized = new ArrayList<>();
    for (Delivery delivery : batch) {
      (delivery.size() > BatchCollector.MAX_BYTES ? oversized : fitting).add(delivery);
    }
    if (oversized.isEmpty()) {
      return batch;
    }
    String error = "the message takes more than the 6 MB that a function can be given";
    for (Delivery delivery : oversized) {
      keep(delivery, new Failure(UUID.randomUUID().toString(), "Rejected", error, null));
    }
    source.acknowledge(oversized);
    listener.settled(0, 0, oversized.size(), error);
    return fitting;
  }

  void settle(List<Delivery> batch, String requestId, InvocationResult result)
      throws InterruptedException {
    services.signals().milestones().reached(Milestone.RESPONSE_READ);
    Failure failure = new Failure(requestId, "RetriesExhausted", null, result);
    Set<String> failed = Set.of();
    switch (result.outcome()) {
      case Outcome.Succeeded(byte[] answer) -> {
        List<String> ids = QueueDelivery.ids(batch);
        switch (BatchAnswer.read(answer, settings.reportBatchItemFailures(), ids)) {
          case BatchAnswer.AllSucceeded _ -> {}
          case BatchAnswer.SomeFailed(Set<String> identifiers) -> {
            failed = identifiers;
            failure = failure.because("reported by the function in batchItemFailures");
          }
          case BatchAnswer.AllFailed(String why) -> {
            failed = Set.copyOf(ids);
            failure = failure.because(why);
          }
        }
      }
      case Outcome.Failed error -> {
        failed = Set.copyOf(QueueDelivery.ids(batch));
        failure = failure.because(text(error));
      }
      case Outcome.NotRun notRun ->
          throw new IllegalArgumentException("nothing to settle: " + notRun.detail());
    }
    apply(batch, failed, failure);
  }

  private void apply(List<Delivery> batch, Set<String> failed, Failure failure)
      throws InterruptedException {
    List<Delivery> succeeded = new ArrayList<>();
    List<Delivery> exhausted = new ArrayList<>();
    Map<Integer, List<Delivery>> again = new TreeMap<>();
    for (Delivery delivery : batch) {
      if (!failed.contains(delivery.id())) {
        succeeded.add(delivery);
      } else if (delivery.attempt() >= settings.maxAttempts()) {
        exhausted.add(delivery);
      } else {
        again.computeIfAbsent(delivery.attempt(), _ -> new ArrayList<>()).add(delivery);
      }
    }
    source.acknowledge(succeeded);
    for (Delivery delivery : succeeded) {
      delivered(delivery, failure);
    }
    for (Delivery delivery : exhausted) {
      keep(delivery, failure);
    }
    source.acknowledge(exhausted);
    for (Map.Entry<Integer, List<Delivery>> entry : again.entrySet()) {
      giveBack(entry.getKey(), entry.getValue(), failure);
    }
    listener.settled(
        succeeded.size(),
        batch.size() - succeeded.size() - exhausted.size(),
        exhausted.size(),
        failed.isEmpty() ? null : failure.error);
  }

  private void giveBack(int attempt, List<Delivery> deliveries, Failure failure)
      throws InterruptedException {
    Duration delay = settings.backoff().delay(attempt, ThreadLocalRandom.current().nextDouble());
    source.retry(deliveries, delay);
    services.signals().milestones().reached(Milestone.RETRY_SCHEDULED);
    for (Delivery delivery : deliveries) {
      services.signals().figures().countRetried();
      services
          .signals()
          .journal()
          .tell(() ->
              new DeliveryEvent.Retried(
                  failure.requestId,
                  settings.function(),
                  settings.triggerId(),
                  delivery.attempt(),
                  failure.error,
                  delay,
                  true));
    }
  }

  private void delivered(Delivery delivery, Failure none) {
    services.signals().figures().countDelivered();
    Duration duration = none.result == null ? Duration.ZERO : none.result.duration();
    services
        .signals()
        .journal()
        .tell(() ->
            new DeliveryEvent.Delivered(
                none.requestId,
                settings.function(),
                settings.triggerId(),
                delivery.attempt(),
                duration));
  }

  /// Returns after the commit.
  private void keep(Delivery delivery, Failure failure) {
    Instant now = services.clock().instant();
    DeadLetter letter =
        new DeadLetter(
            TimeOrderedId.at(now),
            failure.requestId,
            settings.function(),
            settings.triggerId(),
            failure.reason,
            failure.error,
            source.toPayload(List.of(delivery)),
            failure.response(),
            failure.attempts(delivery.attempt()),
            delivery.firstSeen() == null ? now : delivery.firstSeen(),
            now,
            0);
    services.signals().milestones().reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
    services.deadLetters().add(letter);
    services.signals().milestones().reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
    services.signals().figures().countDeadLettered();
    services
        .signals()
        .journal()
        .tell(() ->
            new DeliveryEvent.DeadLettered(
                letter.requestId(),
                letter.function(),
                letter.triggerId(),
                letter.id(),
                letter.reason(),
                letter.lastError()));
  }

  private static String text(Outcome.Failed failed) {
    String name = failed.getClass().getSimpleName();
    String type = failed.errorType() == null ? name : failed.errorType();
    return failed.errorMessage() == null ? type : type + ": " + failed.errorMessage();
  }

  /// What went wrong with a batch.
  ///
  /// @param result null if the function was never asked
  private record Failure(
      String requestId, String reason, @Nullable String error, @Nullable InvocationResult result) {

    Failure because(String why) {
      return new Failure(requestId, reason, why, result);
    }

    /// The last attempt; the queue keeps the number of those before, not their errors.
    List<Attempt> attempts(int number) {
      if (result == null) {
        return List.of();
      }
      String type =
          result.outcome() instanceof Outcome.Failed failed
              ? failed.errorType()
              : "BatchItemFailure";
      return List.of(
          new Attempt(
              number,
              result.startedAt(),
              result.duration(),
              result.outcome().getClass().getSimpleName(),
              type,
              error));
    }

    byte @Nullable [] response() {
      if (result == null) {
        return null;
      }
      return switch (result.outcome()) {
        case Outcome.Succeeded(byte[] payload) -> payload;
        case Outcome.Failed failed -> failed.payload();
        case Outcome.NotRun _ -> null;
      };
    }
  }
}
