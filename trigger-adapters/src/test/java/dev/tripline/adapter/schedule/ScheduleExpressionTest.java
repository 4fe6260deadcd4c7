package dev.tripline.adapter.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleExpressionTest {
  private static final Instant ANCHOR = Instant.parse("2027-01-01T00:00:30Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The examples of the user guide, and each special character.
        "cron(0 10 * * ? *)       | 2027-01-01T10:00:00Z 2027-01-02T10:00:00Z",
        "cron(15 12 * * ? *)      | 2027-01-01T12:15:00Z 2027-01-02T12:15:00Z",
        "cron(0 18 ? * MON-FRI *) | 2027-01-01T18:00:00Z 2027-01-04T18:00:00Z",
        "cron(0 8 1 * ? *)        | 2027-01-01T08:00:00Z 2027-02-01T08:00:00Z",
        "cron(0/15 * * * ? *)     | 2027-01-01T00:15:00Z 2027-01-01T00:30:00Z",
        "cron(1/10 * * * ? *)     | 2027-01-01T00:01:00Z 2027-01-01T00:11:00Z",
        "cron(*/20 * * * ? *)     | 2027-01-01T00:20:00Z 2027-01-01T00:40:00Z",
        "cron(0/5 8-17 ? * 2-6 *) | 2027-01-01T08:00:00Z 2027-01-01T08:05:00Z",
        "cron(0,30 20-22/2 ? * MON,wed *) | 2027-01-04T20:00:00Z 2027-01-04T20:30:00Z",
        "cron(30 9 L-2 * ? *)     | 2027-01-29T09:30:00Z 2027-02-26T09:30:00Z",
        "cron(30 9 L * ? *)       | 2027-01-31T09:30:00Z 2027-02-28T09:30:00Z",
        "cron(30 9 LW * ? *)      | 2027-01-29T09:30:00Z 2027-02-26T09:30:00Z",
        "cron(0 0 3W * ? *)       | 2027-01-04T00:00:00Z 2027-02-03T00:00:00Z",
        "cron(0 9 ? * 2#1 *)      | 2027-01-04T09:00:00Z 2027-02-01T09:00:00Z",
        "cron(0 9 ? * FRI#5 *)    | 2027-01-29T09:00:00Z 2027-04-30T09:00:00Z",
        "cron(15 10 ? * 6L 2027-2028) | 2027-01-29T10:15:00Z 2027-02-26T10:15:00Z",
        "cron(15 10 ? * L *)      | 2027-01-02T10:15:00Z 2027-01-09T10:15:00Z",
        "cron(0 0 29 2 ? *)       | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z",
        "cron(0 0 1 JAN ? 2028)   | 2028-01-01T00:00:00Z",
        "cron(0 0 30 2 ? *)       | ''",
        "cron(0 0 1 1 ? 2026)     | ''",
        "rate(1 minute)           | 2027-01-01T00:01:30Z 2027-01-01T00:02:30Z",
        "rate(5 hours)            | 2027-01-01T05:00:30Z 2027-01-01T10:00:30Z",
        "rate(7 days)             | 2027-01-08T00:00:30Z 2027-01-15T00:00:30Z",
        "at(2027-01-31T08:00:00)  | 2027-01-31T08:00:00Z",
        "at(2027-01-01T00:00:30)  | ''",
      })
  void expression_has_these_times_after_half_a_minute_past_midnight(String text, String times) {
    assertThat(String.join(" ", times(text, "UTC", ANCHOR.toString(), 2))).isEqualTo(times);
  }

  /// Clocks in Berlin go from 2:00 to 3:00 on 28 March 2027, and from 3:00 to 2:00 on 31 October.
  @ParameterizedTest
  @CsvSource({
    "cron(30 2 * * ? *), 2027-03-27T00:00:00Z, 2027-03-27T01:30:00Z 2027-03-29T00:30:00Z",
    "cron(30 2 * * ? *), 2027-10-30T00:00:00Z, 2027-10-30T00:30:00Z 2027-10-31T00:30:00Z"
        + " 2027-11-01T01:30:00Z",
    "cron(0 8 * * ? *), 2027-03-27T00:00:00Z, 2027-03-27T07:00:00Z 2027-03-28T06:00:00Z",
    "cron(0 0/1 * * ? *), 2027-03-28T00:30:00Z, 2027-03-28T01:00:00Z 2027-03-28T02:00:00Z",
    "cron(0 0/1 * * ? *), 2027-10-31T00:00:00Z, 2027-10-31T02:00:00Z 2027-10-31T03:00:00Z",
    "cron(0/30 * * * ? *), 2027-10-31T01:10:00Z, 2027-10-31T02:00:00Z 2027-10-31T02:30:00Z",
    "rate(1 day), 2027-03-27T00:00:00Z, 2027-03-27T00:00:30Z 2027-03-28T00:00:30Z",
    "at(2027-03-28T02:30:00), 2027-03-27T00:00:00Z, 2027-03-28T01:30:00Z",
    "at(2027-10-31T02:30:00), 2027-10-30T00:00:00Z, 2027-10-31T00:30:00Z"
  })
  void time_that_clocks_skip_is_skipped_and_one_that_comes_twice_is_taken_once(
      String text, String from, String times) {
    int count = times.split(" ").length;
    assertThat(String.join(" ", times(text, "Europe/Berlin", from, count))).isEqualTo(times);
  }

  private static List<String> times(String text, String zone, String from, int count) {
    ScheduleExpression expression = ScheduleExpression.parse(text);
    List<String> times = new ArrayList<>();
    Optional<Instant> next = Optional.of(Instant.parse(from));
    for (int i = 0; i < count && next.isPresent(); i++) {
      next = expression.nextAfter(next.get(), ANCHOR, ZoneId.of(zone));
      next.ifPresent(time -> times.add(time.toString()));
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every 5 minutes          | must be rate(VALUE UNIT)",
        "rate(0 minutes)          | must be more than 0",
        "rate(5 seconds)          | minutes, hours or days",
        "rate(-1 minute)          | a whole number",
        "rate(99999999 days)      | a whole number",
        "at(2027-02-30T00:00:00)  | there is no time",
        "at(2027-01-01 00:00)     | must look like",
        "cron(0 10 * * ?)         | has 6 fields",
        "cron(0 10 * * * *)       | exactly one of day-of-month and day-of-week must be ?",
        "cron(0 10 ? * ? *)       | exactly one of day-of-month and day-of-week must be ?",
        "cron(60 10 * * ? *)      | minutes of the cron expression cannot be 60",
        "cron(0 24 * * ? *)       | hours of the cron expression cannot be 24",
        "cron(0 10 32 * ? *)      | day-of-month of the cron expression cannot be 32",
        "cron(0 10 0W * ? *)      | day-of-month of the cron expression cannot be 0W",
        "cron(0 10 40W * ? *)     | day-of-month of the cron expression cannot be 40W",
        "cron(0 10 * 13 ? *)      | month of the cron expression cannot be 13",
        "cron(0 10 ? * 8 *)       | day-of-week of the cron expression cannot be 8",
        "cron(0 10 ? * 2#6 *)     | day-of-week of the cron expression cannot be 2#6",
        "cron(0 10 * * ? 1969)    | year of the cron expression cannot be 1969",
        "cron(0/0 10 * * ? *)     | minutes of the cron expression cannot be 0/0",
        "cron(, 10 * * ? *)       | minutes of the cron expression cannot be",
        "cron(1,,2 10 * * ? *)    | minutes of the cron expression cannot be 1,,2",
        "cron(*-5 10 * * ? *)     | minutes of the cron expression cannot be *-5",
        "cron(0 10 ? * MOND *)    | day-of-week of the cron expression cannot be MOND",
      })
  void text_that_is_no_expression_is_refused_in_words(String text, String words) {
    assertThatThrownBy(() -> ScheduleExpression.parse(text))
        .isInstanceOf(InvalidScheduleException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate(1 minute)",
        "rate(90 minutes)",
        "rate(2 hours)",
        "rate(1 day)",
        "cron(0 10 * * ? *)",
        "at(2027-01-31T08:00:05)"
      })
  void expression_reads_as_it_was_written(String text) {
    assertThat(ScheduleExpression.parse(text)).hasToString(text);
    assertThat(ScheduleExpression.parse(text)).isEqualTo(ScheduleExpression.parse(text));
  }
}
