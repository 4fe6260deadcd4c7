package dev.tripline.store.engine;

import java.util.Map;

/// Removes rows in small transactions, so that nobody waits for long.
public final class BoundedDelete {
  private static final int ROWS_AT_ONCE = 1_000;

  private BoundedDelete() {}

  /// Repeats the statement until it removes fewer rows than it may, and answers how many that were.
  /// Blocking.
  ///
  /// @param statement removes at most `:limit` rows
  /// @param params its other parameters
  public static int run(StoreWriter writer, String statement, Map<String, ?> params) {
    int all = 0;
    int removed;
    do {
      removed =
          writer.write(
              sql -> sql.sql(statement).params(params).param("limit", ROWS_AT_ONCE).update());
      all += removed;
    } while (removed == ROWS_AT_ONCE);
    return all;
  }
}
