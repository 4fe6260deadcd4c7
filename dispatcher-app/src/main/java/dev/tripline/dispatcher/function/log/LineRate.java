package dev.tripline.dispatcher.function.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chooses among lines those that may be kept: so many a second, shared out so that a function that
/// writes much leaves room for one that writes little. For one thread at a time.
final class LineRate {
  private final int perSecond;
  private final InstantSource clock;
  private Instant filled;
  private double budget;

  LineRate(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    this.filled = clock.instant();
    this.budget = perSecond;
  }

  /// @return in the given order; of each function its own lines before the platform's
  List<LogLine> affordable(List<LogLine> lines) {
    Instant now = clock.instant();
    double seconds = Math.max(0, Duration.between(filled, now).toMillis()) / 1_000.0;
    budget = Math.min(perSecond, budget + seconds * perSecond);
    filled = now;
    int room = (int) budget;
    List<LogLine> chosen = lines.size() <= room ? lines : shares(lines, room);
    budget -= chosen.size();
    return chosen;
  }

  private static List<LogLine> shares(List<LogLine> lines, int room) {
    Map<String, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      places.computeIfAbsent(lines.get(i).function(), _ -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> fewestFirst = new ArrayList<>(places.values());
    fewestFirst.sort(Comparator.comparingInt(List::size));
    Set<Integer> chosen = new HashSet<>();
    for (int i = 0; i < fewestFirst.size(); i++) {
      int share = (room - chosen.size()) / (fewestFirst.size() - i);
      fewestFirst.get(i).stream()
          .sorted(Comparator.comparing(place -> lines.get(place).platform()))
          .limit(share)
          .forEach(chosen::add);
    }
    List<LogLine> kept = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (chosen.contains(i)) {
        kept.add(lines.get(i));
      }
    }
    return kept;
  }
}
