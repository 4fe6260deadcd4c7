package dev.tripline.dispatcher.dashboard.chart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Lines over the last hour, and the same by five minutes for those who read a table.
///
/// @param from when the first step began
/// @param rows the newest first
public record Chart(String id, String title, Instant from, List<Line> lines, List<Row> rows) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int STEPS_OF_A_ROW = 30;

  /// @param bad whether it shows what should not be
  /// @param values one a step; null where nothing was measured
  public record Line(String label, boolean bad, List<@Nullable Double> values) {}

  /// @param texts one of each line
  public record Row(Instant from, Instant until, List<String> texts) {}

  /// What a line shows of one or of several steps; not a number for nothing.
  record Shows(String label, boolean bad, ToDoubleFunction<Ring.Window> value) {
    static Shows of(String label, ToDoubleFunction<Ring.Window> value) {
      return new Shows(label, false, value);
    }

    static Shows bad(String label, ToDoubleFunction<Ring.Window> value) {
      return new Shows(label, true, value);
    }
  }

  /// @param last the number of the last step shown
  static Chart of(String id, String title, Ring ring, long last, List<Shows> shown) {
    long first = last - Ring.STEPS + 1;
    List<Line> lines =
        shown.stream()
            .map(line -> new Line(line.label, line.bad, values(ring, first, line)))
            .toList();
    List<Row> rows =
        IntStream.range(0, Ring.STEPS / STEPS_OF_A_ROW)
            .mapToLong(row -> last + 1 - (row + 1L) * STEPS_OF_A_ROW)
            .filter(from -> ring.window(from, STEPS_OF_A_ROW).measured() > 0)
            .mapToObj(from -> row(ring.window(from, STEPS_OF_A_ROW), from, shown))
            .toList();
    return new Chart(id, title, start(first), lines, rows);
  }

  private static List<@Nullable Double> values(Ring ring, long first, Shows line) {
    List<@Nullable Double> values = new ArrayList<>(Ring.STEPS);
    LongStream.range(first, first + Ring.STEPS)
        .forEach(number -> values.add(value(ring.window(number, 1), line)));
    return values;
  }

  private static @Nullable Double value(Ring.Window window, Shows line) {
    double value = window.measured() == 0 ? Double.NaN : line.value.applyAsDouble(window);
    return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : null;
  }

  private static Row row(Ring.Window window, long from, List<Shows> shown) {
    return new Row(
        start(from),
        start(from + STEPS_OF_A_ROW),
        shown.stream().map(line -> text(value(window, line))).toList());
  }

  private static String text(@Nullable Double value) {
    if (value == null) {
      return "none";
    }
    return value == Math.rint(value)
        ? String.valueOf(value.longValue())
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static Instant start(long number) {
    return Instant.ofEpochSecond(number * Ring.STEP.toSeconds());
  }

  /// For the script that draws it.
  public String data() {
    return JSON.writeValueAsString(
        Map.of("from", from.getEpochSecond(), "step", Ring.STEP.toSeconds(), "lines", lines));
  }
}
