package dev.tripline.adapter.shards;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/// The distribution of shards over readers: as equal as possible. Every node decides for itself from what
/// all see, so that nobody takes what another one is about to take, and nobody steals: a node with
/// more than another one gives a shard away, one at a time.
final class Sharing {
  private static final Comparator<Map.Entry<String, Integer>> FEWEST_FIRST =
      Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey());

  private Sharing() {}

  /// The number of free shards that are this reader's: each goes to the one that has the fewest then.
  ///
  /// @param shards of each living reader
  static int toClaim(String reader, Map<String, Integer> shards, int free) {
    Map<String, Integer> then = new TreeMap<>(shards);
    then.putIfAbsent(reader, 0);
    int before = then.get(reader);
    for (int i = 0; i < free; i++) {
      then.merge(
          then.entrySet().stream().min(FEWEST_FIRST).orElseThrow().getKey(), 1, Integer::sum);
    }
    return then.get(reader) - before;
  }

  /// Whether this reader is the one to give a shard away: nothing is free, and it is the first of those
  /// who have the most, at least two more than another one.
  static boolean toGive(String reader, Map<String, Integer> shards, int free) {
    if (free > 0 || shards.isEmpty()) {
      return false;
    }
    int most = shards.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    int fewest = shards.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    String first =
        shards.entrySet().stream()
            .filter(entry -> entry.getValue() == most)
            .map(Map.Entry::getKey)
            .sorted()
            .findFirst()
            .orElseThrow();
    return most - fewest >= 2 && first.equals(reader);
  }
}
