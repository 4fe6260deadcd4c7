package dev.tripline.adapter.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiringTest {
  private static final String DAY = "2027-01-01T";

  /// Every hour from 00:00.
  @ParameterizedTest
  @CsvSource({
    // catch-up, position, now, decision
    "0, 10:00:00, 10:30:00, Wait 11:00:00",
    "0, 10:00:00, 11:00:00, Fire 11:00:00",
    "0, 10:00:00, 11:00:59, Fire 11:00:00",
    "0, 10:00:00, 11:01:00, Skip 11:00:00",
    "0, 10:00:00, 14:30:00, Skip 14:29:00",
    "1, 10:00:00, 11:30:00, Fire 11:00:00",
    "1, 10:00:00, 14:30:00, Skip 13:59:59.999999999",
    "1, 13:59:59.999999999, 14:30:00, Fire 14:00:00",
    "1, 13:59:59.999999999, 15:00:30, Fire 14:00:00",
    "1, 13:00:00, 14:00:30, Fire 14:00:00",
    "9, 10:00:00, 14:30:00, Fire 11:00:00",
    "2, 10:00:00, 14:30:00, Skip 12:59:59.999999999",
    "2, 12:59:59.999999999, 14:30:00, Fire 13:00:00"
  })
  void missed_times_are_made_up_for_as_the_policy_says(
      int most, String position, String now, String expected) {
    assertThat(words(hourly(Duration.ZERO, null), most, position, now)).isEqualTo(expected);
  }

  private static String words(Schedule schedule, int most, String position, String now) {
    Firing firing = Firing.decide(schedule, new CatchUp(most), "key", at(position), at(now));
    String words =
        switch (firing) {
          case Firing.Fire fire -> "Fire " + fire.nominal();
          case Firing.Skip skip -> "Skip " + skip.upTo();
          case Firing.Wait wait -> "Wait " + wait.until();
          case Firing.Over _ -> "Over";
        };
    return words.replace(DAY, "").replace("Z", "");
  }

  private static Schedule hourly(Duration window, @Nullable Instant end) {
    return new Schedule(
        ScheduleExpression.parse("rate(1 hour)"),
        ZoneOffset.UTC,
        at("00:00:00"),
        null,
        end,
        window);
  }

  private static Instant at(String time) {
    return Instant.parse(DAY + time + "Z");
  }

  @Test
  void nothing_is_due_after_the_end() {
    Schedule schedule = hourly(Duration.ZERO, at("11:00:00"));
    assertThat(words(schedule, 1, "10:00:00", "11:00:10")).isEqualTo("Fire 11:00:00");
    assertThat(words(schedule, 1, "11:00:00", "11:00:10")).isEqualTo("Over");
  }

  @Test
  void nothing_is_due_before_the_start_and_a_rate_begins_there() {
    Schedule schedule =
        new Schedule(
            ScheduleExpression.parse("rate(1 hour)"),
            ZoneOffset.UTC,
            at("00:00:00"),
            at("10:20:00"),
            null,
            Duration.ZERO);
    assertThat(words(schedule, 1, "00:00:00", "10:00:00")).isEqualTo("Wait 10:20:00");
    assertThat(words(schedule, 1, "10:20:00", "10:21:00")).isEqualTo("Wait 11:20:00");
  }

  @Test
  void time_in_a_window_is_the_same_each_time_and_differs_between_schedules() {
    Schedule schedule = hourly(Duration.ofMinutes(30), null);
    Instant nominal = at("11:00:00");
    Instant due = schedule.due(nominal, "a");
    assertThat(schedule.due(nominal, "a")).isEqualTo(due);
    assertThat(due).isBetween(nominal, nominal.plus(Duration.ofMinutes(30)));
    assertThat(
            IntStream.range(0, 600)
                .mapToLong(
                    i -> Duration.between(nominal, schedule.due(nominal, "t" + i)).toMinutes())
                .distinct()
                .count())
        .as("minutes taken by 600 schedules")
        .isEqualTo(30);
    assertThat(Firing.decide(schedule, CatchUp.NONE, "a", at("10:00:00"), due.minusMillis(1)))
        .isEqualTo(new Firing.Wait(due));
    assertThat(Firing.decide(schedule, CatchUp.NONE, "a", at("10:00:00"), due))
        .isEqualTo(new Firing.Fire(nominal));
  }

  @Test
  void years_of_missed_minutes_are_decided_at_once() {
    Schedule schedule =
        new Schedule(
            ScheduleExpression.parse("cron(* * * * ? *)"),
            ZoneOffset.UTC,
            Instant.EPOCH,
            null,
            null,
            Duration.ZERO);
    assertThat(
            Firing.decide(
                schedule,
                new CatchUp(3),
                "key",
                Instant.parse("2000-01-01T00:00:00Z"),
                at("12:00:00")))
        .isEqualTo(new Firing.Skip(at("11:57:00").minusNanos(1)));
  }
}
