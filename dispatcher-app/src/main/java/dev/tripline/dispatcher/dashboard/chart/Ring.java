package dev.tripline.dispatcher.dashboard.chart;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// Measurements of the last hour in steps of ten seconds, each of the same few figures. A step has a number,
/// counted from the epoch, and is begun before it is written; it takes the place of the one an hour before.
/// Not safe for threads.
final class Ring {
  static final int STEPS = 360;
  static final Duration STEP = Duration.ofSeconds(10);

  private final int figures;
  private final long[] numbers = new long[STEPS];
  private final double[] values;

  Ring(int figures) {
    this.figures = figures;
    this.values = new double[STEPS * figures];
    Arrays.fill(numbers, -1);
  }

  /// The number of the last step that had ended by then.
  static long ended(Instant at) {
    return at.getEpochSecond() / STEP.toSeconds() - 1;
  }

  /// One that has measured the same steps, and nothing in them.
  Ring emptied() {
    Ring empty = new Ring(figures);
    System.arraycopy(numbers, 0, empty.numbers, 0, STEPS);
    return empty;
  }

  /// A step that there was not begins, with zeros.
  void begin(long number) {
    int slot = slot(number);
    if (numbers[slot] != number) {
      numbers[slot] = number;
      Arrays.fill(values, slot * figures, (slot + 1) * figures, 0);
    }
  }

  void add(long number, int figure, double more) {
    values[slot(number) * figures + figure] += more;
  }

  /// A figure never falls within a step.
  void raise(long number, int figure, double value) {
    int place = slot(number) * figures + figure;
    values[place] = Math.max(values[place], value);
  }

  private static int slot(long number) {
    return (int) (number % STEPS);
  }

  Window window(long first, int steps) {
    return new Window(first, steps);
  }

  /// Some steps in a row.
  final class Window {
    private final long first;
    private final int steps;

    private Window(long first, int steps) {
      this.first = first;
      this.steps = steps;
    }

    /// Those steps that were measured.
    int measured() {
      int found = 0;
      for (long number = first; number < first + steps; number++) {
        found += isKept(number) ? 1 : 0;
      }
      return found;
    }

    double sum(int figure) {
      double sum = 0;
      for (long number = first; number < first + steps; number++) {
        sum += isKept(number) ? value(number, figure) : 0;
      }
      return sum;
    }

    double greatest(int figure) {
      double greatest = 0;
      for (long number = first; number < first + steps; number++) {
        greatest = isKept(number) ? Math.max(greatest, value(number, figure)) : greatest;
      }
      return greatest;
    }

    /// Of each second that was measured; not a number if there was none.
    double perSecond(int figure) {
      return sum(figure) / (measured() * STEP.toSeconds());
    }

    private boolean isKept(long number) {
      return number >= 0 && numbers[slot(number)] == number;
    }

    private double value(long number, int figure) {
      return values[slot(number) * figures + figure];
    }
  }
}
