package dev.tripline.spi.store;

import java.util.Map;

/// The state of a source between restarts, per trigger: small values under its own keys (the known
/// files of a folder, for instance). Blocking and durable.
public interface SourceStateStore {

  Map<String, String> load(String triggerId);

  /// Puts and removes keys in one transaction.
  ///
  /// @param changes an empty value removes the key
  void save(String triggerId, Map<String, String> changes);

  /// Forgets all of a trigger that was deleted, its shards ([ShardLeases]) too.
  void clear(String triggerId);
}
