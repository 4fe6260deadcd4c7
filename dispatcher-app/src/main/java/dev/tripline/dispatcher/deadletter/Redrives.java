package dev.tripline.dispatcher.deadletter;

import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.DeadLetter;
import dev.tripline.spi.store.DeadLetterQueries;
import dev.tripline.spi.store.DeadLetterStore;
import dev.tripline.spi.store.DeadLetterSummary;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts dead letters back into the queue, with a new request id and a new budget of attempts. Their
/// redrive count goes along, so that an event which always fails does not circulate for ever.
/// Blocking; safe for many threads.
final class Redrives {
  private static final int PAGE = 50;

  private final DeadLetterStore letters;
  private final DeadLetterQueries queries;
  private final AsynchronousDelivery delivery;
  private final int maxRedrives;

  Redrives(
      DeadLetterStore letters,
      DeadLetterQueries queries,
      AsynchronousDelivery delivery,
      DeadLetterSettings settings) {
    this.letters = letters;
    this.queries = queries;
    this.delivery = delivery;
    this.maxRedrives = settings.maxRedrives();
  }

  /// What came of one.
  sealed interface Redrive {
    /// @param requestId the id under which the function sees the event now
    record Queued(String requestId) implements Redrive {}

    record NotThere() implements Redrive {}

    record TooOften(int redriveCount) implements Redrive {}
  }

  /// What came of many.
  ///
  /// @param skipped those that were redriven too often before
  /// @param more whether there are others that match
  record Batch(int redriven, int skipped, boolean more) {}

  Redrive one(String id) {
    Optional<DeadLetter> letter = queries.find(id);
    if (letter.isEmpty()) {
      return new Redrive.NotThere();
    }
    Redrive result = queue(id, letter.get().redriveCount());
    delivery.wake();
    return result;
  }

  /// Redrives at most `limit` that match, newest first.
  Batch matching(DeadLetterQueries.Filter filter, int limit) {
    int redriven = 0;
    int skipped = 0;
    String before = null;
    while (redriven < limit) {
      int size = Math.min(PAGE, limit - redriven);
      List<DeadLetterSummary> page = queries.page(filter, before, size);
      for (DeadLetterSummary letter : page) {
        switch (queue(letter.id(), letter.redriveCount())) {
          case Redrive.Queued _ -> redriven++;
          case Redrive.TooOften _ -> skipped++;
          case Redrive.NotThere() -> {
            // somebody else has just redriven or discarded it
          }
        }
        before = letter.id();
      }
      delivery.wake();
      if (page.size() < size) {
        return new Batch(redriven, skipped, false);
      }
    }
    return new Batch(redriven, skipped, anyAfter(filter, before));
  }

  private boolean anyAfter(DeadLetterQueries.Filter filter, @Nullable String before) {
    return !queries.page(filter, before, 1).isEmpty();
  }

  private Redrive queue(String id, int redriveCount) {
    if (redriveCount >= maxRedrives) {
      return new Redrive.TooOften(redriveCount);
    }
    String requestId = UUID.randomUUID().toString();
    return letters.redrive(id, requestId, Actor.ANONYMOUS)
        ? new Redrive.Queued(requestId)
        : new Redrive.NotThere();
  }
}
