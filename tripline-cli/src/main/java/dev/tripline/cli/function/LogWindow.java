package dev.tripline.cli.function;

import dev.tripline.cli.output.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells new lines of a log from known ones. Lines of other nodes come up to a second late, so each look
/// goes back a while behind the newest line; equal lines are told apart by their number.
final class LogWindow {
  private static final Duration BACK = Duration.ofSeconds(5);

  private Map<Json, Integer> known = new HashMap<>();
  private final Map<Json, Integer> looked = new HashMap<>();
  private @Nullable Instant newest;
  private @Nullable Instant from;

  /// Of the first line of all: what is older was left out on purpose.
  private @Nullable Instant floor;

  /// Begins another look, at the lines from [#since] on.
  void begin() {
    Map<Json, Integer> kept = new HashMap<>();
    Instant begin = newest == null ? null : newest.minus(BACK);
    known.forEach((key, count) -> {
      if (begin == null || !at(key).isBefore(begin)) {
        kept.put(key, count);
      }
    });
    from = begin;
    known = kept;
    looked.clear();
  }

  /// From where on this look goes; null for everything.
  @Nullable String since() {
    return from == null ? null : from.toString();
  }

  /// Those of a page that were not there before.
  List<Json> next(List<Json> page) {
    List<Json> fresh = new ArrayList<>();
    for (Json line : page) {
      Instant at = at(line);
      floor = floor == null ? at : floor;
      int count = looked.merge(line, 1, Integer::sum);
      if (count > known.getOrDefault(line, 0)) {
        known.put(line, count);
        if (!at.isBefore(floor)) {
          fresh.add(line);
        }
      }
      if (newest == null || at.isAfter(newest)) {
        newest = at;
      }
    }
    return fresh;
  }

  private static Instant at(Json line) {
    return Instant.parse(line.get("at").text());
  }
}
