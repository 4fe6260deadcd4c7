package dev.tripline.spi.store;

import java.util.Map;
import java.util.SequencedMap;

/// The state of a source between restarts, per trigger: small values under its own keys (the known
/// files of a folder, for instance). Blocking and durable.
public interface SourceStateStore {

  Map<String, String> load(String triggerId);

  /// A part of a state that is too large to be loaded at once.
  ///
  /// @param from the least key of the part
  /// @param inclusive whether `from` itself belongs to it
  /// @param limit of its size
  /// @return keys with their values, ascending by the keys' Unicode code points
  SequencedMap<String, String> part(String triggerId, String from, boolean inclusive, int limit);

  /// Puts and removes keys in one transaction.
  ///
  /// @param changes an empty value removes the key
  void save(String triggerId, Map<String, String> changes);

  /// Forgets all of a trigger that was deleted, its shards ([ShardLeases]) too.
  void clear(String triggerId);
}
