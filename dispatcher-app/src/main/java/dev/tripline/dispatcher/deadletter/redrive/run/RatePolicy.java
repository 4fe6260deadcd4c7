package dev.tripline.dispatcher.deadletter.redrive.run;

/// The rate of a run as it adapts: half of it after a second with failures, and back step by step after
/// seconds without. Pure.
final class RatePolicy {
  private static final double LEAST_SHARE = 1.0 / 32;
  private static final double STEP = 0.1;

  private RatePolicy() {}

  /// @param rate at present
  /// @param wanted the rate that was asked for, and the most
  /// @param failures whether anything failed in the last second
  static double next(double rate, double wanted, boolean failures) {
    return failures
        ? Math.max(rate / 2, wanted * LEAST_SHARE)
        : Math.min(rate + wanted * STEP, wanted);
  }

  /// Letters that may be sent: what was saved up grows with the time, to those of one second at most.
  static double allowance(double saved, double rate, double seconds) {
    return Math.min(saved + rate * seconds, Math.max(rate, 1));
  }
}
