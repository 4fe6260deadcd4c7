package dev.tripline.dispatcher.access.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AttemptLimitsTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private final AttemptLimits limits = new AttemptLimits(clock);

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void five_attempts_then_one_each_fifteen_seconds() {
    for (int i = 0; i < 5; i++) {
      assertThat(limits.take("ada", null)).isZero();
    }
    assertThat(limits.take("ada", null)).isEqualTo(Duration.ofSeconds(15));
    pass(Duration.ofSeconds(14));
    assertThat(limits.take("ada", null)).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(limits.take("ada", null)).isZero();
    assertThat(limits.take("ada", null)).isPositive();
  }

  @Test
  void right_passwords_do_not_count() {
    for (int i = 0; i < 100; i++) {
      assertThat(limits.take("ada", null)).isZero();
      limits.giveBack("ada", null);
    }
  }

  @Test
  void many_names_are_limited_together() {
    int taken = 0;
    for (int i = 0; i < 1000; i++) {
      if (limits.take("user" + i, null).isZero()) {
        taken++;
      }
    }
    assertThat(taken).isEqualTo(20);
    pass(Duration.ofSeconds(1));
    taken = 0;
    for (int i = 0; i < 1000; i++) {
      if (limits.take("other" + i, null).isZero()) {
        taken++;
      }
    }
    assertThat(taken).isEqualTo(4);
  }

  @Test
  void known_browsers_have_attempts_of_their_own() {
    for (int i = 0; i < 1000; i++) {
      limits.take("user" + i, null);
      limits.take("ada", null);
    }
    assertThat(limits.take("ada", null)).isPositive();
    assertThat(limits.take("ada", "laptop")).isZero();
  }

  @Test
  void clock_that_goes_back_gives_nothing() {
    TokenBucket bucket = new TokenBucket(1, Duration.ofSeconds(1), 10_000);
    assertThat(bucket.take(10_000)).isZero();
    assertThat(bucket.take(0)).isPositive();
    assertThat(bucket.take(10_500)).isEqualTo(Duration.ofMillis(500));
    assertThat(bucket.take(11_000)).isZero();
  }
}
