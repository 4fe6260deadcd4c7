package dev.tripline.retry.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private final Watermark<Integer> watermark = new Watermark<>();

  @Test
  void nothing_is_committable_before_the_first_is_finished() {
    begin(3);
    assertThat(watermark.committable()).isNull();
    watermark.finished(2);
    watermark.finished(1);
    assertThat(watermark.committable()).isNull();
    assertThat(watermark.pending()).isEqualTo(3);
    watermark.finished(0);
    assertThat(watermark.committable()).isEqualTo(2);
    assertThat(watermark.pending()).isZero();
  }

  @Test
  void it_stops_before_each_gap_and_never_goes_back() {
    Random random = new Random(7);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    begin(1_000);
    boolean[] finished = new boolean[1_000];
    int expected = -1;
    for (int position : order) {
      watermark.finished(position);
      finished[position] = true;
      while (expected + 1 < finished.length && finished[expected + 1]) {
        expected++;
      }
      Integer committable = watermark.committable();
      assertThat(committable == null ? -1 : committable).isEqualTo(expected);
    }
  }

  @Test
  void misuse_is_refused() {
    begin(2);
    watermark.finished(1);
    assertThatThrownBy(() -> watermark.finished(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> watermark.finished(5)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> watermark.began(0)).isInstanceOf(IllegalStateException.class);
  }

  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      watermark.began(i);
    }
  }
}
