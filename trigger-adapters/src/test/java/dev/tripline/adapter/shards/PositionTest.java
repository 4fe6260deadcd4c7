package dev.tripline.adapter.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {

  @Test
  void position_survives_the_store() {
    Instant time = Instant.parse("2026-11-23T12:00:00.123Z");
    for (Position position :
        List.of(
            new Position.Beginning(),
            new Position.Since(time, null),
            new Position.Since(time, "AAAA with blanks=="),
            new Position.After("49590338271490256608559692538361571095921575989136588898", time))) {
      assertThat(Position.of(position.text())).isEqualTo(position);
    }
    assertThat(Position.of(null)).isEqualTo(new Position.Beginning());
  }

  @Test
  void unknown_position_is_refused() {
    assertThatThrownBy(() -> Position.of("NEWER 1")).hasMessageContaining("NEWER 1");
  }
}
