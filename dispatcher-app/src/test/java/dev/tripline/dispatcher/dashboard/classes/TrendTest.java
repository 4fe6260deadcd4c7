package dev.tripline.dispatcher.dashboard.classes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.dashboard.classes.Trend.Bar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {

  @Test
  void hours_with_letters_have_bars_that_fit_the_picture() {
    List<Long> hours = new ArrayList<>(Collections.nCopies(24, 0L));
    hours.set(0, 1L);
    hours.set(22, 1_000_000L);
    hours.set(23, 500_000L);
    Trend trend = Trend.of(hours);
    assertThat(trend.bars())
        .containsExactly(new Bar(0, 18, 2), new Bar(88, 0, 20), new Bar(92, 10, 10));
    assertThat(trend.thisHour()).isEqualTo(500_000);
    assertThat(trend.day()).isEqualTo(1_500_001);
    assertThat(trend.words()).endsWith("0, 1000000, 500000");
  }

  @Test
  void nothing_new_has_no_bars() {
    assertThat(Trend.of(Collections.nCopies(24, 0L)).bars()).isEmpty();
  }
}
