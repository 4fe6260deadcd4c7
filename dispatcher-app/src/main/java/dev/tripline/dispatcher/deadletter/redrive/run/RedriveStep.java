package dev.tripline.dispatcher.deadletter.redrive.run;

import dev.tripline.spi.redrive.RedriveRun.Phase;
import dev.tripline.spi.redrive.RedriveRun.Progress;
import dev.tripline.spi.redrive.RedriveRun.State;
import dev.tripline.spi.redrive.RedriveRun.Step;
import java.util.Locale;

/// Decides what a run that goes on does next. Pure.
sealed interface RedriveStep {
  /// A share of fewer outcomes says little.
  int SAMPLE = 10;

  int SECONDS_ON_THEIR_WAY = 5;
  int LEAST_ON_THEIR_WAY = 50;
  int MOST_ON_THEIR_WAY = 5_000;

  /// So many more letters may be sent, as far as the rate allows.
  record Send(int most) implements RedriveStep {}

  /// Nothing can be done before more outcomes are known.
  record Await() implements RedriveStep {}

  /// The run changes its state.
  record Turn(Step step) implements RedriveStep {}

  /// @param recent the latest outcomes
  /// @param exhausted whether no letter is left to be sent
  static RedriveStep of(
      RedriveOrder.Pace pace, Progress progress, RecentOutcomes recent, boolean exhausted) {
    return progress.canary()
        ? canary(pace, progress.phase(), exhausted)
        : onward(pace, progress, recent, exhausted);
  }

  private static RedriveStep canary(RedriveOrder.Pace pace, Phase phase, boolean exhausted) {
    if (phase.deadAgain() > 0 && phase.deadAgain() >= pace.stopAtFailureShare() * pace.canary()) {
      return stop(
          "the canary: %d of %d letters are dead again, the limit is %s"
              .formatted(phase.deadAgain(), phase.outcomes(), percent(pace.stopAtFailureShare())),
          true);
    }
    if (phase.sent() < pace.canary() && !exhausted) {
      return new Send((int) (pace.canary() - phase.sent()));
    }
    if (phase.outcomes() < phase.sent()) {
      return new Await();
    }
    if (exhausted) {
      return completed();
    }
    if (pace.confirm()) {
      return new Turn(
          new Step(
              State.WAITING,
              "the canary went well: %d of %d letters are delivered; say that it may continue"
                  .formatted(phase.delivered(), phase.outcomes()),
              true,
              false));
    }
    return new Turn(new Step(State.RUNNING, null, true, false));
  }

  private static RedriveStep onward(
      RedriveOrder.Pace pace, Progress progress, RecentOutcomes recent, boolean exhausted) {
    if (recent.deadAgain() > 0
        && recent.deadAgain() >= pace.stopAtFailureShare() * Math.max(recent.all(), SAMPLE)) {
      return stop(
          "%s of the latest %d letters are dead again, the limit is %s"
              .formatted(
                  percent(recent.deadAgain() / recent.all()),
                  Math.round(recent.all()),
                  percent(pace.stopAtFailureShare())),
          false);
    }
    if (exhausted) {
      return progress.pending() == 0 ? completed() : new Await();
    }
    long room = mostOnTheirWay(progress.rate()) - progress.pending();
    return room > 0 ? new Send((int) room) : new Await();
  }

  /// A function that is slow to fail, or cannot be run, must not get everything before its first letter is dead again.
  static long mostOnTheirWay(double rate) {
    return Math.clamp(
        (long) Math.ceil(rate * SECONDS_ON_THEIR_WAY), LEAST_ON_THEIR_WAY, MOST_ON_THEIR_WAY);
  }

  private static RedriveStep completed() {
    return new Turn(new Step(State.COMPLETED, null, false, false));
  }

  private static RedriveStep stop(String why, boolean canary) {
    return new Turn(new Step(State.STOPPED, why, false, canary));
  }

  private static String percent(double share) {
    double percent = share * 100;
    return percent == Math.rint(percent)
        ? "%d %%".formatted((long) percent)
        : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
