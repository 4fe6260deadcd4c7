package dev.tripline.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.retry.RetryRules.ErrorRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final Instant ACCEPTED = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest(name = "retries {0}, age {1} s: failure {2} after {3} s → {4}")
  @CsvSource({
    "2, 21600, 1,   0, again in 60",
    "2, 21600, 2,  61, again in 120",
    "2, 21600, 3, 182, RetriesExhausted",
    "1, 21600, 1,   0, again in 60",
    "1, 21600, 2,  61, RetriesExhausted",
    "0, 21600, 1,   0, RetriesExhausted",
    "2,    60, 1,   0, EventAgeExceeded",
    "2,    90, 1,   1, again in 60",
    "2,    90, 2,  62, EventAgeExceeded",
    "2,   182, 2,  61, again in 120",
    "2,   181, 2,  61, EventAgeExceeded",
    "0,    60, 1,   0, RetriesExhausted",
  })
  void a_failed_attempt_is_retried_as_aws_does(
      int maxRetries, long maxAge, int failure, long after, String expected) {
    RetryRules rules = RetryRules.AWS.with(maxRetries, Duration.ofSeconds(maxAge));
    Decision decision = decide(new Failure.Ran("Error"), failure - 1, 0, after, rules);
    assertThat(text(decision)).isEqualTo(expected);
    if (decision instanceof Decision.RetryAfter retry) {
      assertThat(retry.countsAsAttempt()).isTrue();
    }
  }

  @ParameterizedTest(name = "not run {0} times before, hint {1} s, {2} s after acceptance → {3}")
  @CsvSource({
    "0,     ,     0, again in 1",
    "1,     ,     1, again in 2",
    "2,     ,     3, again in 4",
    "8,     ,   500, again in 256",
    "9,     ,   800, again in 300",
    "500,   ,  9000, again in 300",
    "0,   30,     0, again in 30",
    "9,    1,     0, again in 300",
    "9,     , 21301, EventAgeExceeded",
    "9,     , 21299, again in 300",
  })
  void an_attempt_that_did_not_run_costs_nothing_and_backs_off(
      int streak, @Nullable Long hint, long after, String expected) {
    Duration retryAfter = hint == null ? null : Duration.ofSeconds(hint);
    Decision decision = decide(new Failure.NotRun(retryAfter), 2, streak, after, RetryRules.AWS);
    assertThat(text(decision)).isEqualTo(expected);
    if (decision instanceof Decision.RetryAfter retry) {
      assertThat(retry.countsAsAttempt()).isFalse();
    }
  }

  @Test
  void jitter_shortens_the_back_off_of_throttled_events() {
    var progress = new RetryPolicy.Progress(0, 5, ACCEPTED);
    Decision decision =
        RetryPolicy.decide(new Failure.NotRun(null), progress, ACCEPTED, RetryRules.AWS, 0.999);
    assertThat(((Decision.RetryAfter) decision).delay())
        .isBetween(Duration.ofMillis(25_600), Duration.ofMillis(25_700));
  }

  @Test
  void what_cannot_get_better_is_given_up_at_once() {
    assertThat(text(decide(new Failure.SwitchedOff(), 0, 0, 0, RetryRules.AWS)))
        .isEqualTo("ZeroReservedConcurrency");
    assertThat(text(decide(new Failure.Unknown(), 0, 0, 0, RetryRules.AWS)))
        .isEqualTo("FunctionNotFound");
    assertThat(text(decide(new Failure.TooDeep(), 0, 0, 0, RetryRules.AWS)))
        .isEqualTo("RecursionLimitExceeded");
    assertThat(text(decide(new Failure.TooOld(), 0, 0, 0, RetryRules.AWS)))
        .isEqualTo("EventAgeExceeded");
  }

  @ParameterizedTest(name = "{0} → {1} retries")
  @CsvSource({
    "Endpoint.Status503, 9",
    "Endpoint.Status404, 0",
    "Endpoint.Redirect, 1",
    "Sandbox.Timedout, 2",
    ", 2",
  })
  void the_closest_rule_for_the_error_type_holds(@Nullable String errorType, int retries) {
    Backoff quick = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(8), 0);
    RetryRules rules =
        new RetryRules(
            2,
            Duration.ofHours(1),
            RetryRules.AWS.functionError(),
            RetryRules.AWS.notRun(),
            Map.of(
                "Endpoint.*", new ErrorRule(1, quick),
                "Endpoint.Status4*", new ErrorRule(0, quick),
                "Endpoint.Status503", new ErrorRule(9, quick)));
    assertThat(rules.ruleFor(errorType).maxRetries()).isEqualTo(retries);
    String expected =
        retries == 0 ? "RetriesExhausted" : retries == 2 ? "again in 60" : "again in 1";
    assertThat(text(decide(new Failure.Ran(errorType), 0, 0, 0, rules))).isEqualTo(expected);
  }

  @Test
  void an_event_is_too_old_at_its_maximum_age() {
    RetryRules rules = RetryRules.AWS.with(null, Duration.ofSeconds(60));
    assertThat(RetryPolicy.tooOld(ACCEPTED, ACCEPTED.plusMillis(59_999), rules)).isFalse();
    assertThat(RetryPolicy.tooOld(ACCEPTED, ACCEPTED.plusSeconds(60), rules)).isTrue();
  }

  @Test
  void rules_out_of_bounds_are_refused() {
    assertThatThrownBy(() -> RetryRules.AWS.with(-1, null)).hasMessageContaining("0 to 1000");
    assertThatThrownBy(() -> RetryRules.AWS.with(null, Duration.ofSeconds(59)))
        .hasMessageContaining("60 s to 24 h");
    assertThatThrownBy(() ->
            new RetryRules(
                2,
                Duration.ofHours(1),
                RetryRules.AWS.functionError(),
                RetryRules.AWS.notRun(),
                Map.of("a*b", new ErrorRule(1, RetryRules.AWS.notRun()))))
        .hasMessageContaining("prefix");
  }

  @Test
  void time_ordered_ids_sort_by_time() {
    String early = TimeOrderedId.at(ACCEPTED);
    String late = TimeOrderedId.at(ACCEPTED.plusMillis(1));
    assertThat(early).isLessThan(late).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
  }

  private static Decision decide(
      Failure failure, int counted, int streak, long secondsAfter, RetryRules rules) {
    var progress = new RetryPolicy.Progress(counted, streak, ACCEPTED);
    return RetryPolicy.decide(failure, progress, ACCEPTED.plusSeconds(secondsAfter), rules, 0);
  }

  private static String text(Decision decision) {
    return switch (decision) {
      case Decision.RetryAfter(Duration delay, _) -> "again in " + delay.toSeconds();
      case Decision.GiveUp(var reason) -> reason.text();
    };
  }
}
