package dev.tripline.dispatcher.trigger.kind.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.schedule.CatchUp;
import dev.tripline.adapter.schedule.ScheduleExpression;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ScheduleChangeTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant CHANGED = Instant.parse("2026-03-01T00:00:00Z");

  private static Trigger trigger(String expression, String function, Instant updatedAt) {
    return new Trigger(
        "id",
        "name",
        FunctionTarget.latest(function),
        false,
        JsonMapper.shared().createObjectNode(),
        new ScheduledTimes(
            ScheduleExpression.parse(expression),
            ZoneOffset.UTC,
            new ScheduledTimes.Bounds(null, null),
            Duration.ZERO,
            CatchUp.NONE,
            null),
        Trigger.Sharing.NONE,
        1,
        CREATED,
        updatedAt);
  }

  private static boolean isRefused(String before, String after) {
    return ScheduleSourceType.refusalOf(trigger(before, "f", CREATED), trigger(after, "g", CHANGED))
        .map(FieldError::field)
        .filter("source.expression"::equals)
        .isPresent();
  }

  @Test
  void new_time_that_is_over_is_refused_although_the_trigger_is_older() {
    assertThat(isRefused("at(2026-05-01T00:00:00)", "at(2026-02-01T00:00:00)")).isTrue();
    assertThat(isRefused("rate(1 hour)", "cron(0 0 1 2 ? 2026)")).isTrue();
    assertThat(isRefused("at(2026-02-01T00:00:00)", "at(2026-05-01T00:00:00)")).isFalse();
  }

  @Test
  void schedule_that_has_fired_for_the_last_time_may_get_another_function() {
    assertThat(isRefused("at(2026-02-01T00:00:00)", "at(2026-02-01T00:00:00)")).isFalse();
    assertThat(isRefused("cron(0 0 1 2 ? 2026)", "cron(0 0 1 2 ? 2026)")).isFalse();
  }
}
