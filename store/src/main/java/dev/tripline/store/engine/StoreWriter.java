package dev.tripline.store.engine;

import org.jspecify.annotations.Nullable;

/// Writes to the store's tables.
public interface StoreWriter {

  /// Runs the work in a transaction and returns after its commit: durable when seen. On SQLite
  /// concurrent callers share one commit and the work runs on the store's writer thread, so it must
  /// be short; on PostgreSQL it has a transaction of its own. Safe for many threads; must not be
  /// called from inside of a work.
  ///
  /// A violated unique key is Spring's `DuplicateKeyException`, a full disk a
  /// [dev.tripline.spi.store.StoreFullException]; what the work throws comes out unchanged.
  <T extends @Nullable Object> T write(SqlWork<T> work);
}
