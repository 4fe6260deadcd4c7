package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What follows the outcome of a stream's batch, case by case. Batches are written size/attempts.
class BatchPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  @ParameterizedTest(name = "{0} failed, {1} retries, bisect {2} → {3}")
  @CsvSource({
    // Retries after the first attempt are counted; the record tells of one attempt more.
    "10/0, 1, false, again 10/1 in 100",
    "10/1, 1, false, RetryAttemptsExhausted after 2",
    "10/0, 0, false, RetryAttemptsExhausted after 1",
    "10/1, 3, false, again 10/2 in 200",
    "10/3, 3, false, RetryAttemptsExhausted after 4",
    "10/9999, -1, false, again 10/10000 in 60000",
    // Splitting costs no attempt, however few are left.
    "10/0, 3, true,  bisect 5/0 5/0",
    "7/0,  3, true,  bisect 3/0 4/0",
    "2/2,  3, true,  bisect 1/2 1/2",
    "3/0,  0, true,  bisect 1/0 2/0",
    "8/0, -1, true,  bisect 4/0 4/0",
    // A single record cannot be split.
    "1/0,  1, true,  again 1/1 in 100",
    "1/1,  1, true,  RetryAttemptsExhausted after 2",
    "1/0,  0, true,  RetryAttemptsExhausted after 1",
    "1/7, -1, true,  again 1/8 in 12800",
  })
  void a_batch_that_failed_as_a_whole(String batch, int retries, boolean bisect, String expected) {
    assertThat(decide(batch, new BatchOutcome.Failed("error"), rules(retries, bisect, false)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} stopped at {1}, {2} retries, bisect {3} → {4}")
  @CsvSource({
    // What is done is a checkpoint, what is left starts a new count: [4, 5, 6*] → [6] four times.
    "3/0, 2, 3, false, done to 2 then 1/0",
    "1/0, 0, 3, false, again 1/1 in 100",
    "1/2, 0, 3, false, again 1/3 in 400",
    "1/3, 0, 3, false, RetryAttemptsExhausted after 4",
    "5/3, 1, 3, false, done to 1 then 4/0",
    "5/0, 1, 0, false, done to 1 then 4/0",
    "5/0, 4, -1, false, done to 4 then 1/0",
    // Nothing is done: an attempt of the whole batch.
    "5/0, 0, 1, false, again 5/1 in 100",
    "5/1, 0, 1, false, RetryAttemptsExhausted after 2",
    // With splitting: at the returned record, and only what is left is tried again.
    "5/1, 3, 2, true,  done to 3 then 2/0",
    "5/1, 0, 2, true,  bisect 1/1 4/1",
    "1/1, 0, 2, true,  again 1/2 in 200",
    "1/2, 0, 2, true,  RetryAttemptsExhausted after 3",
  })
  void a_batch_that_was_done_in_part(
      String batch, int index, int retries, boolean bisect, String expected) {
    assertThat(decide(batch, new BatchOutcome.StoppedAt(index), rules(retries, bisect, false)))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "refused {0} times before, hint {1} ms → in {2} ms")
  @CsvSource({
    "0, 0, 100",
    "1, 0, 200",
    "9, 0, 51200",
    "10, 0, 60000",
    "500, 0, 60000",
    "0, 5000, 5000",
    "9, 5000, 51200"
  })
  void a_batch_that_did_not_run_costs_no_attempt(int refusals, long hint, long wait) {
    var outcome = new BatchOutcome.NotRun("throttled", hint == 0 ? null : Duration.ofMillis(hint));
    var decision =
        BatchPolicy.decide(new BatchState(8, 2, refusals), outcome, rules(2, true, true), 0);
    assertThat(decision)
        .isEqualTo(
            new BatchDecision.Retry(Duration.ofMillis(wait), new BatchState(8, 2, refusals + 1)));
  }

  @ParameterizedTest(name = "{0}, stopped at {1} → {2}")
  @CsvSource({
    "5/2, 0, park 1 after 3",
    "5/2,  , park 5 after 3",
    "5/1, 0, again 5/2 in 200",
    "5/2, 1, done to 1 then 4/0",
  })
  void keys_are_parked_instead_of_given_up(String batch, @Nullable Integer index, String expected) {
    BatchOutcome outcome =
        index == null ? new BatchOutcome.Failed("error") : new BatchOutcome.StoppedAt(index);
    assertThat(decide(batch, outcome, rules(2, false, true))).isEqualTo(expected);
  }

  @Test
  void a_batch_that_succeeded_is_done() {
    assertThat(decide("4/3", new BatchOutcome.Succeeded(), rules(2, true, true))).isEqualTo("done");
  }

  @Test
  void a_poison_record_is_isolated_by_splitting_and_costs_the_others_nothing() {
    BatchRules rules = rules(1, true, false);
    int calls = 0;
    int size = 1024;
    BatchState batch = BatchState.fresh(size);
    while (BatchPolicy.decide(batch, new BatchOutcome.Failed("error"), rules, 0)
        instanceof BatchDecision.Bisect(_, BatchState first, _)) {
      batch = first;
      calls++;
    }
    assertThat(calls).isEqualTo(10);
    assertThat(batch).isEqualTo(BatchState.fresh(1));
  }

  @Test
  void records_that_are_too_old_are_found_one_by_one() {
    BatchRules rules = new BatchRules(-1, Duration.ofSeconds(60), false, false, false);
    List<Instant> arrivals =
        List.of(
            NOW.minusSeconds(61), NOW.minusSeconds(60), NOW.minusSeconds(300), NOW.plusSeconds(5));
    assertThat(BatchPolicy.expired(arrivals, rules, NOW)).containsExactly(0, 2);
    assertThat(BatchPolicy.expired(arrivals, rules(1, true, true), NOW)).isEmpty();
  }

  private static BatchRules rules(int retries, boolean bisect, boolean park) {
    return new BatchRules(retries, null, bisect, true, park);
  }

  private static String decide(String batch, BatchOutcome outcome, BatchRules rules) {
    String[] parts = batch.split("/", -1);
    BatchState state = new BatchState(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 3);
    return switch (BatchPolicy.decide(state, outcome, rules, 0)) {
      case BatchDecision.Done() -> "done";
      case BatchDecision.Advance(int index, BatchState rest) ->
          "done to " + index + " then " + text(rest);
      case BatchDecision.Retry(Duration delay, BatchState next) ->
          "again " + text(next) + " in " + delay.toMillis();
      case BatchDecision.Bisect(int index, BatchState first, BatchState second) -> {
        assertThat(index).isEqualTo(first.size());
        yield "bisect " + text(first) + " " + text(second);
      }
      case BatchDecision.GiveUp(GiveUpCondition condition, int count) ->
          condition.text() + " after " + count;
      case BatchDecision.Park(int count, int invokes) -> "park " + count + " after " + invokes;
    };
  }

  private static String text(BatchState state) {
    assertThat(state.refusals()).isZero();
    return state.size() + "/" + state.attempts();
  }
}
