package dev.tripline.dispatcher.dashboard.classes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// New letters of each of the last 24 hours as a row of bars.
///
/// @param bars in points of the picture; of hours without letters there are none
/// @param thisHour letters of the present hour, counted from its beginning
/// @param day letters of all 24 hours
/// @param words the same for those who do not see the bars
public record Trend(List<Bar> bars, long thisHour, long day, String words) {
  /// The picture's size in points.
  private static final int HEIGHT = 20;

  private static final int STEP = 4;
  private static final int LOWEST = 2;

  /// @param y from the top
  public record Bar(int x, int y, int height) {}

  /// @param hours the present one last
  static Trend of(List<Long> hours) {
    long most = hours.stream().mapToLong(Long::longValue).max().orElse(0);
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < hours.size(); i++) {
      long letters = hours.get(i);
      if (letters > 0) {
        int height = (int) Math.max(LOWEST, Math.round((double) letters / most * HEIGHT));
        bars.add(new Bar(i * STEP, HEIGHT - height, height));
      }
    }
    long day = hours.stream().mapToLong(Long::longValue).sum();
    String words =
        hours.stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", ", "new letters of each of the last 24 hours: ", ""));
    return new Trend(bars, hours.isEmpty() ? 0 : hours.getLast(), day, words);
  }
}
