package dev.tripline.dispatcher.dashboard.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.dashboard.chart.Chart.Shows;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final long NOW = Ring.ended(Instant.parse("2026-11-29T12:00:00Z"));
  private static final List<Shows> LINES =
      List.of(
          Shows.of("a second", window -> window.perSecond(0)),
          Shows.bad("mean", window -> window.sum(1) / window.sum(0)));

  private final Ring ring = new Ring(2);

  private void step(long number, double count, double millis) {
    ring.begin(number);
    ring.add(number, 0, count);
    ring.add(number, 1, millis);
  }

  private Chart chart() {
    return Chart.of("c", "C", ring, NOW, LINES);
  }

  @Test
  void a_step_is_of_ten_seconds_and_one_without_a_measurement_is_a_gap() {
    step(NOW - 2, 20, 300);
    step(NOW, 0, 0);
    List<@Nullable Double> rates = chart().lines().getFirst().values();
    assertThat(rates).hasSize(360);
    assertThat(rates.subList(357, 360)).containsExactly(2.0, null, 0.0);
    assertThat(chart().lines().getLast().values().subList(357, 360))
        .containsExactly(15.0, null, null);
    assertThat(chart().from()).isEqualTo("2026-11-29T11:00:00Z");
  }

  @Test
  void a_row_is_of_five_minutes_and_weighs_its_steps_by_what_was_in_them() {
    step(NOW - 31, 5, 5);
    step(NOW - 1, 10, 100);
    step(NOW, 30, 100);
    assertThat(chart().rows())
        .containsExactly(
            new Chart.Row(
                Instant.parse("2026-11-29T11:55:00Z"),
                Instant.parse("2026-11-29T12:00:00Z"),
                List.of("2", "5")),
            new Chart.Row(
                Instant.parse("2026-11-29T11:50:00Z"),
                Instant.parse("2026-11-29T11:55:00Z"),
                List.of("0.50", "1")));
  }

  @Test
  void what_is_older_than_an_hour_makes_room() {
    step(NOW - 360, 7, 7);
    assertThat(chart().rows()).isEmpty();
    step(NOW, 10, 10);
    assertThat(ring.window(NOW - 360, 361).sum(0)).isEqualTo(10);
    assertThat(ring.emptied().window(NOW - 359, 360).measured()).isEqualTo(1);
    assertThat(ring.emptied().window(NOW - 359, 360).sum(0)).isZero();
  }

  @Test
  void the_script_gets_the_first_second_the_step_and_the_lines() {
    step(NOW, 10, 1);
    assertThat(chart().data())
        .contains("\"from\":1795950000", "\"step\":10", "\"label\":\"mean\",\"bad\":true");
  }
}
