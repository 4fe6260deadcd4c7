package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyPaceTest {
  private static final BodyPace PACE = new BodyPace(Duration.ofSeconds(30), 1_000, 256_000);

  @ParameterizedTest
  @CsvSource({"0, 0, true", "30, 0, true", "31, 0, false", "31, 1000, true", "41, 10000, false"})
  void time_grows_with_what_has_arrived(long seconds, long bytes, boolean allowed) {
    assertThat(PACE.allows(Duration.ofSeconds(seconds).toNanos(), bytes)).isEqualTo(allowed);
  }

  /// The first MB has 1,048 seconds here, and 66 MB have 258 more.
  @ParameterizedTest
  @CsvSource({"1336, true", "1338, false"})
  void large_bodies_have_less_time_for_each_byte(long seconds, boolean allowed) {
    long bytes = 1024 * 1024 + 66_000_000;
    assertThat(PACE.allows(Duration.ofSeconds(seconds).toNanos(), bytes)).isEqualTo(allowed);
  }
}
