package dev.tripline.store.engine;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The work of one transaction.
@FunctionalInterface
public interface SqlWork<T extends @Nullable Object> {

  /// Reads and writes through `sql`, and nothing else: it may run a second time when the transaction
  /// it shared with others was rolled back. An exception undoes what it wrote, and only that.
  T run(JdbcClient sql);
}
