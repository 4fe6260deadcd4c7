package dev.tripline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LogAllowanceTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final LogAllowance allowance =
      new LogAllowance(
          new InstantSource() {
            @Override
            public Instant instant() {
              return now.get();
            }
          });

  @Test
  void burst_is_logged_and_what_exceeds_it_counted() {
    assertThat(allowance.take(LogAllowance.BURST - 200)).isTrue();
    assertThat(allowance.hasDropped()).isFalse();
    assertThat(allowance.take(100)).isFalse();
    assertThat(allowance.take(50)).isFalse();
    assertThat(allowance.takeDropped()).startsWith("[2 lines, 150 bytes, ");
    assertThat(allowance.hasDropped()).isFalse();
  }

  @Test
  void time_fills_it_again_up_to_the_burst() {
    assertThat(allowance.take(LogAllowance.BURST - 100)).isTrue();
    assertThat(allowance.take(1)).isFalse();
    now.set(now.get().plus(Duration.ofSeconds(1)));
    assertThat(allowance.take(LogAllowance.PER_SECOND - 100)).isTrue();
    assertThat(allowance.take(1)).isFalse();
    now.set(now.get().plus(Duration.ofHours(1)));
    assertThat(allowance.take(LogAllowance.BURST - 100)).isTrue();
    assertThat(allowance.take(1)).isFalse();
  }

  @Test
  void clock_that_is_set_back_neither_fills_nor_stops_it() {
    assertThat(allowance.take(LogAllowance.BURST - 100)).isTrue();
    now.set(now.get().minus(Duration.ofHours(1)));
    assertThat(allowance.take(1)).isFalse();
    now.set(now.get().plus(Duration.ofSeconds(1)));
    assertThat(allowance.take(1)).isTrue();
  }
}
