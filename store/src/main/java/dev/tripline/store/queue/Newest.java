package dev.tripline.store.queue;

import dev.tripline.store.engine.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// Changes of claimed rows, of which a group may hold several for one row: only the claim with the
/// highest token can be valid.
final class Newest {
  private Newest() {}

  /// Refuses every change that another of the group has overtaken, and answers the others by the number of
  /// their row.
  static <C extends Change<Boolean>> List<C> of(
      List<C> changes, ToLongFunction<C> sequence, ToLongFunction<C> token) {
    TreeMap<Long, C> newest = new TreeMap<>();
    for (C change : changes) {
      C other = newest.get(sequence.applyAsLong(change));
      if (other == null || token.applyAsLong(other) < token.applyAsLong(change)) {
        newest.put(sequence.applyAsLong(change), change);
      }
      change.succeed(false);
    }
    return new ArrayList<>(newest.values());
  }
}
