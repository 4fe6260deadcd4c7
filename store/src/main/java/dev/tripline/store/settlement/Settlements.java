package dev.tripline.store.settlement;

import dev.tripline.store.engine.SqlWork;
import dev.tripline.store.engine.StoreWriter;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The counts that the stores write along with what they settle; none until somebody keeps some.
public final class Settlements {
  private volatile @Nullable SettledCounts counts;

  /// To be set before the first event is settled.
  public void countIn(SettledCounts kept) {
    counts = kept;
  }

  /// Within the transaction.
  public void add(JdbcClient sql, String triggerId, Settled what, long events) {
    SettledCounts kept = counts;
    if (kept != null && events > 0) {
      kept.add(sql, triggerId, what, events);
    }
  }

  /// Commits progress of a trigger together with what was counted of it until now.
  ///
  /// @param progress the number of rows that it changed; with none nothing is counted
  public int commit(StoreWriter writer, String triggerId, SqlWork<Integer> progress) {
    SettledCounts kept = counts;
    if (kept == null) {
      return writer.write(progress);
    }
    SettledCounts.Untold untold = kept.take(triggerId);
    boolean committed = false;
    try {
      int changed =
          writer.write(sql -> {
            int rows = progress.run(sql);
            if (rows > 0) {
              untold.write(sql);
            }
            return rows;
          });
      committed = changed > 0;
      return changed;
    } finally {
      if (!committed) {
        untold.giveBack();
      }
    }
  }
}
