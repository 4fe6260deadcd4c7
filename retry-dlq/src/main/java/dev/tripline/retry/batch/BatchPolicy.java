package dev.tripline.retry.batch;

import dev.tripline.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Decides what follows the outcome of a stream's batch. Pure: the same input gives the same decision.
///
/// The rules are AWS's for event source mappings of streams ("Retain discarded batches", "Error
/// handling" and "Partial batch response" in the Lambda developer guide):
/// * a failed attempt counts, up to `maxRetries` retries after the first; a throttle or an unreachable
///   function costs nothing;
/// * a partial answer is a checkpoint; what is left starts a new count of attempts;
/// * splitting costs no attempt. A batch that failed as a whole is split in the middle. With a partial
///   answer it is split where the function stopped, and only what is left is tried again; if that is
///   the first record, it is put alone (AWS has no word on that case, and this isolates it at once);
/// * a record that is too old is given up by itself, before an attempt: see [#expired].
///
/// AWS does not document how long it waits between attempts of a batch. We wait 100 ms, twice as long
/// each time, 60 s at most, the last fifth of it at random.
public final class BatchPolicy {
  static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(60), 0.2);

  private BatchPolicy() {}

  /// @param batch as it was tried
  /// @param random from 0 (inclusive) to 1, decides the jitter
  public static BatchDecision decide(
      BatchState batch, BatchOutcome outcome, BatchRules rules, double random) {
    return switch (outcome) {
      case BatchOutcome.Succeeded() -> new BatchDecision.Done();
      case BatchOutcome.NotRun(_, Duration hint) -> {
        Duration wait = BACKOFF.delay(batch.refusals() + 1, random);
        yield new BatchDecision.Retry(
            hint != null && hint.compareTo(wait) > 0 ? hint : wait,
            new BatchState(batch.size(), batch.attempts(), batch.refusals() + 1));
      }
      case BatchOutcome.StoppedAt(int index) when index > 0 ->
          new BatchDecision.Advance(index, BatchState.fresh(batch.size() - index));
      case BatchOutcome.StoppedAt _ ->
          splits(batch, rules) ? split(batch, 1) : failed(batch, rules, 1, random);
      case BatchOutcome.Failed _ ->
          splits(batch, rules)
              ? split(batch, batch.size() / 2)
              : failed(batch, rules, batch.size(), random);
    };
  }

  /// The indexes of the records that are too old to be tried. They are given up one by one, with
  /// [GiveUpCondition#RECORD_AGE_EXCEEDED], and the others go on with the attempts that they have. To
  /// be asked before each attempt.
  ///
  /// @param arrivals of the batch's records, in its order
  public static List<Integer> expired(List<Instant> arrivals, BatchRules rules, Instant now) {
    Duration maxAge = rules.maxAge();
    if (maxAge == null) {
      return List.of();
    }
    Instant oldest = now.minus(maxAge);
    List<Integer> expired = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); i++) {
      if (arrivals.get(i).isBefore(oldest)) {
        expired.add(i);
      }
    }
    return expired;
  }

  private static boolean splits(BatchState batch, BatchRules rules) {
    return rules.bisect() && batch.size() > 1;
  }

  private static BatchDecision split(BatchState batch, int index) {
    return new BatchDecision.Bisect(
        index,
        new BatchState(index, batch.attempts(), 0),
        new BatchState(batch.size() - index, batch.attempts(), 0));
  }

  /// @param guilty how many records, from the first, may be the reason
  private static BatchDecision failed(
      BatchState batch, BatchRules rules, int guilty, double random) {
    int attempts = batch.attempts() + 1;
    if (rules.maxRetries() == BatchRules.NO_LIMIT || attempts <= rules.maxRetries()) {
      return new BatchDecision.Retry(
          BACKOFF.delay(attempts, random), new BatchState(batch.size(), attempts, 0));
    }
    return rules.parkKeys()
        ? new BatchDecision.Park(guilty, attempts)
        : new BatchDecision.GiveUp(GiveUpCondition.RETRY_ATTEMPTS_EXHAUSTED, attempts);
  }
}
