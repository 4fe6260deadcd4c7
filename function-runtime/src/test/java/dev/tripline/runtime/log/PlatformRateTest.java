package dev.tripline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlatformRateTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final PlatformRate rate = new PlatformRate(2, () -> now);

  @Test
  void lets_through_so_many_a_second_and_counts_the_others() {
    assertThat(rate.take()).isTrue();
    assertThat(rate.take()).isTrue();
    assertThat(rate.take()).isFalse();
    assertThat(rate.take()).isFalse();
    assertThat(rate.takePassedOver()).isEqualTo(2);
    assertThat(rate.takePassedOver()).isZero();
    now = now.plusSeconds(1);
    assertThat(rate.take()).isTrue();
  }

  @Test
  void of_none_a_second_none_is_let_through() {
    assertThat(new PlatformRate(0, () -> now).take()).isFalse();
  }
}
