package dev.tripline.spi.parking;

import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks at parked keys without loading all of them. Blocking; safe for many threads.
public interface ParkedKeyQueries {

  /// The key, if it is parked.
  Optional<ParkedKey> find(String triggerId, String key);

  /// One page of the trigger's parked keys, those that wait longest first.
  ///
  /// @param after the key after which the page begins, as an earlier page gave it; null for the first
  List<ParkedKey> page(String triggerId, @Nullable ParkedKey after, int limit);

  /// All that waits for the trigger, exact.
  Waiting count(String triggerId);

  /// All that waits, by trigger; without those for which nothing does.
  Map<String, Waiting> counts();

  /// @param keys the number of parked keys
  /// @param records the number of records that wait behind them, the given-up ones among them
  /// @param bytes the size of their payloads
  record Waiting(long keys, long records, long bytes) {}
}
