package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Times are seconds after the first word.
class SilenceTest {
  private final Silence silence = new Silence(Duration.ofSeconds(12));

  @BeforeEach
  void begin() {
    silence.begin(100, seconds(0));
  }

  @Test
  void cluster_that_is_heard_now_and_then_is_not_silent() {
    double bytes = 100;
    for (int now = 1; now < 60; now++) {
      bytes += now % 5 == 0 ? 1 : 0;
      assertThat(silence.isTooLong(bytes, seconds(now))).isFalse();
    }
  }

  @Test
  void silence_is_too_long_for_good() {
    for (int now = 1; now <= 12; now++) {
      assertThat(silence.isTooLong(100, seconds(now))).isFalse();
    }
    assertThat(silence.length(seconds(12))).isEqualTo(seconds(12));
    assertThat(silence.isTooLong(100, seconds(13))).isTrue();
    assertThat(silence.isTooLong(900, seconds(14))).isTrue();
  }

  @Test
  void bytes_that_lay_there_while_the_process_was_stopped_are_no_word() {
    assertThat(silence.isTooLong(200, seconds(1))).isFalse();
    assertThat(silence.isTooLong(900, seconds(14))).isTrue();
  }

  @Test
  void bytes_may_have_come_right_after_the_look_before() {
    assertThat(silence.isTooLong(100, seconds(2))).isFalse();
    assertThat(silence.isTooLong(200, seconds(9))).isFalse();
    assertThat(silence.isTooLong(200, seconds(14))).isFalse();
    assertThat(silence.isTooLong(200, seconds(15))).isTrue();
  }

  private static long seconds(int count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
