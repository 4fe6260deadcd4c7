package dev.tripline.dispatcher.trigger.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MappingTimesTest {
  /// A stored one of them would end the list of all mappings.
  @Test
  void every_time_can_be_shown() {
    assertThat(MappingJson.seconds(Instant.parse("2026-01-31T12:00:00.125Z")))
        .isEqualTo(1_769_860_800.125);
    assertThat(MappingJson.seconds(Instant.MAX)).isEqualTo((double) Instant.MAX.getEpochSecond());
    assertThat(MappingJson.seconds(Instant.MIN)).isEqualTo((double) Instant.MIN.getEpochSecond());
    Instant last = Instant.ofEpochMilli(Long.MAX_VALUE);
    assertThat(MappingJson.seconds(last.plusMillis(1))).isGreaterThan(9e15);
  }
}
