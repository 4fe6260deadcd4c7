package dev.tripline.dispatcher.alert;

/// What a look at an alert's condition has found.
///
/// @param level the share of the threshold that is passed, in percent: 0, 50, 70, 90 or 100
/// @param detail the measure, in words
record Finding(int level, String detail) {
  private static final int[] STEPS = {100, 90, 70, 50};

  /// Of a condition that holds or does not.
  static Finding of(boolean holds, String detail) {
    return new Finding(holds ? 100 : 0, detail);
  }

  /// Of a number that comes near a threshold step by step.
  static Finding stepwise(long number, int threshold, String detail) {
    for (int step : STEPS) {
      if (number * 100 >= (long) threshold * step) {
        return new Finding(step, detail);
      }
    }
    return new Finding(0, detail);
  }
}
