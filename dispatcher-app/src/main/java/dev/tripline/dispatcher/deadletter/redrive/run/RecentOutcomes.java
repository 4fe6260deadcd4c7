package dev.tripline.dispatcher.deadletter.redrive.run;

import dev.tripline.spi.redrive.RedriveRun.Phase;

/// The latest outcomes of a run, about a hundred: older ones count less and less, so that a function
/// which breaks late is noticed as soon as one that is broken from the beginning. Pure.
record RecentOutcomes(double delivered, double deadAgain) {
  private static final double MOST = 100;
  static final RecentOutcomes NONE = new RecentOutcomes(0, 0);

  /// Those of a phase so far, as far as they are remembered.
  static RecentOutcomes of(Phase phase) {
    return NONE.plus(phase.delivered(), phase.deadAgain());
  }

  double all() {
    return delivered + deadAgain;
  }

  RecentOutcomes plus(long moreDelivered, long moreDeadAgain) {
    double all = all() + moreDelivered + moreDeadAgain;
    double kept = all <= MOST ? 1 : MOST / all;
    return new RecentOutcomes(
        (delivered + moreDelivered) * kept, (deadAgain + moreDeadAgain) * kept);
  }
}
