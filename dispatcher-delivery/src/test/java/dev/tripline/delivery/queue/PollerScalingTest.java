package dev.tripline.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.queue.PollerScaling.Round;
import dev.tripline.delivery.queue.PollerScaling.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollerScalingTest {
  private static final PollerScaling STANDARD = new PollerScaling(1_250, false, false);

  /// active, full, waiting, batches, failed, groups
  @ParameterizedTest
  @CsvSource({
    "all batches full: doubled,                 4, 4, 4, 0, 9, 0, 8",
    "never more than five at once,             50, 50, 50, 0, 9, 0, 55",
    "half of the batches full: more,            6, 6, 3, 0, 9, 0, 11",
    "batches not full: enough,                  6, 6, 2, 0, 9, 0, 6",
    "one has nothing to do: enough,             6, 5, 5, 0, 9, 0, 6",
    "function is throttled: half,              20, 20, 20, 1, 9, 0, 10",
    "never fewer than two,                      3, 3, 3, 3, 9, 0, 2",
    "all batches failed: half,                 20, 20, 20, 0, 9, 9, 10",
    "a third of the batches failed: a sixth,   20, 20, 20, 0, 9, 3, 17",
    "at the ceiling,                         1250, 1250, 1250, 0, 9, 0, 1250",
  })
  void round_decides(
      String why,
      int pollers,
      int active,
      int full,
      int waiting,
      int batches,
      int failed,
      int next) {
    var seen = new Round(active, full, waiting, batches, failed, 0);
    assertThat(STANDARD.next(new State(pollers, 0), seen).pollers()).as(why).isEqualTo(next);
  }

  @Test
  void starts_with_five_or_its_ceiling() {
    assertThat(STANDARD.start().pollers()).isEqualTo(5);
    assertThat(new PollerScaling(2, false, false).start().pollers()).isEqualTo(2);
  }

  @Test
  void idle_queue_keeps_two_after_a_while() {
    var state = new State(40, 0);
    for (int second = 0; second < 60; second++) {
      state = STANDARD.next(state, new Round(0, 0, 0, 0, 0, 0));
    }
    assertThat(state.pollers()).isEqualTo(2);
  }

  @Test
  void short_pause_takes_nothing_away() {
    var state = new State(40, 0);
    for (int second = 0; second < 9; second++) {
      state = STANDARD.next(state, new Round(0, 0, 0, 0, 0, 0));
    }
    state = STANDARD.next(state, new Round(40, 0, 0, 40, 0, 0));
    assertThat(state).isEqualTo(new State(40, 0));
  }

  @Test
  void reported_failures_take_no_poller_away() {
    var reporting = new PollerScaling(1_250, false, true);
    var seen = new Round(20, 20, 0, 9, 9, 0);
    assertThat(reporting.next(new State(20, 0), seen).pollers()).isEqualTo(25);
  }

  @Test
  void fifo_queue_gets_no_more_pollers_than_groups() {
    var fifo = new PollerScaling(1_250, true, false);
    assertThat(fifo.next(new State(5, 0), new Round(5, 5, 0, 9, 0, 7)).pollers()).isEqualTo(7);
    assertThat(fifo.next(new State(5, 0), new Round(5, 0, 0, 9, 0, 3)).pollers()).isEqualTo(3);
  }

  @Test
  void own_limit_is_kept() {
    var limited = new PollerScaling(8, false, false);
    assertThat(limited.next(new State(5, 0), new Round(5, 5, 0, 9, 0, 0)).pollers()).isEqualTo(8);
    assertThat(limited.next(new State(8, 0), new Round(8, 8, 0, 9, 0, 0)).pollers()).isEqualTo(8);
  }
}
