package dev.tripline.dispatcher.deadletter.redrive.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.redrive.RedriveRun.Phase;
import dev.tripline.spi.redrive.RedriveRun.Progress;
import dev.tripline.spi.redrive.RedriveRun.State;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedriveStepTest {

  private static String text(RedriveStep step) {
    return switch (step) {
      case RedriveStep.Await _ -> "await";
      case RedriveStep.Send(int most) -> "send " + most;
      case RedriveStep.Turn(var to) ->
          to.to().name().toLowerCase(Locale.ROOT) + (to.anew() ? " anew" : "");
    };
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, false, false, send 10",
    "4, 1, 0, false, false, send 6",
    "10, 4, 0, false, false, await",
    "10, 10, 0, false, false, running anew",
    "10, 10, 0, false, true, waiting anew",
    "10, 10, 0, true, true, completed",
    "3, 2, 0, true, false, await",
    "3, 3, 0, true, false, completed",
    "0, 0, 0, true, false, completed",
    "4, 1, 1, false, false, send 6",
    "4, 1, 2, false, false, stopped",
    "10, 8, 2, false, false, stopped",
    "10, 9, 1, false, false, running anew",
  })
  void canary(
      int sent, int delivered, int dead, boolean exhausted, boolean confirm, String expected) {
    var pace = new RedriveOrder.Pace(10, confirm, 20, 0.2);
    var phase = new Phase(1, sent, delivered, dead);
    var progress = new Progress("", true, sent, delivered, dead, 0, 0, 0, phase, 20);
    assertThat(text(RedriveStep.of(pace, progress, RecentOutcomes.of(phase), exhausted)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, false, send 100",
    "160, 90, 0, false, send 30",
    "200, 100, 0, false, await",
    "200, 199, 0, true, await",
    "200, 200, 0, true, completed",
    "5, 0, 1, false, send 96",
    "5, 0, 2, false, stopped",
    "100, 81, 19, false, send 100",
    "100, 80, 20, false, stopped",
  })
  void after_the_canary(int sent, int delivered, int dead, boolean exhausted, String expected) {
    var pace = new RedriveOrder.Pace(0, false, 20, 0.2);
    var phase = new Phase(2, sent, delivered, dead);
    var progress = new Progress("", false, sent, delivered, dead, 0, 0, 0, phase, 20);
    assertThat(text(RedriveStep.of(pace, progress, RecentOutcomes.of(phase), exhausted)))
        .isEqualTo(expected);
  }

  @Test
  void function_that_breaks_late_is_noticed_as_soon_as_one_that_is_broken_from_the_beginning() {
    RecentOutcomes recent = RecentOutcomes.NONE.plus(1_000_000, 0);
    for (int i = 0; i < 24; i++) {
      recent = recent.plus(0, 1);
    }
    var pace = new RedriveOrder.Pace(0, false, 20, 0.2);
    var phase = new Phase(2, 1_000_024, 1_000_000, 24);
    var progress = new Progress("", false, 1_000_024, 1_000_000, 24, 0, 0, 0, phase, 20);
    assertThat(RedriveStep.of(pace, progress, recent, false))
        .isInstanceOfSatisfying(
            RedriveStep.Turn.class,
            turn -> {
              assertThat(turn.step().to()).isEqualTo(State.STOPPED);
              assertThat(turn.step().note()).contains("of the latest 100 letters");
            });
  }

  @Test
  void rate_is_halved_after_failures_and_comes_back_step_by_step() {
    assertThat(RatePolicy.next(40, 40, true)).isEqualTo(20);
    assertThat(RatePolicy.next(2, 40, true)).as("not less").isEqualTo(1.25);
    assertThat(RatePolicy.next(20, 40, false)).isEqualTo(24);
    assertThat(RatePolicy.next(38, 40, false)).isEqualTo(40);
    assertThat(RatePolicy.allowance(0.5, 40, 0.1)).isEqualTo(4.5);
    assertThat(RatePolicy.allowance(39, 40, 10)).isEqualTo(40);
    assertThat(RatePolicy.allowance(0, 0.1, 60)).isEqualTo(1);
  }
}
