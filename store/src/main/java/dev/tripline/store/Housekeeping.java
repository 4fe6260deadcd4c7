package dev.tripline.store;

import dev.tripline.store.deadletter.DeadLetterCounts;
import dev.tripline.store.deadletter.RedriveOrigins;
import dev.tripline.store.engine.BoundedDelete;
import dev.tripline.store.engine.Database;
import dev.tripline.store.redrive.RedriveRows;
import dev.tripline.store.status.JdbcTriggerStatusStore;
import java.time.Duration;
import java.util.Map;

/// Removes what need not be remembered any more. Dead letters, their audit and given-up outbox
/// messages stay until somebody decides.
final class Housekeeping {
  /// Runs that are over stay for so long; the audit of their letters stays.
  private static final Duration REDRIVES_KEPT = Duration.ofDays(90);

  private final Database database;
  private final JdbcTriggerStatusStore triggerStatus;
  private final Duration dedupRetention;

  Housekeeping(Database database, JdbcTriggerStatusStore triggerStatus, Duration dedupRetention) {
    this.database = database;
    this.triggerStatus = triggerStatus;
    this.dedupRetention = dedupRetention;
  }

  /// In small transactions, so that nobody waits for long.
  int run() {
    return forgetKeys()
        + triggerStatus.forgetDead()
        + DeadLetterCounts.forgetEmpty(database)
        + RedriveRows.forget(database, database.clock().millis() - REDRIVES_KEPT.toMillis())
        + RedriveOrigins.forgetOld(database);
  }

  private int forgetKeys() {
    String forget =
        """
        DELETE FROM dedup_key WHERE (trigger_id, key) IN (SELECT trigger_id, key FROM dedup_key
          WHERE accepted_at < %s - :retention LIMIT :limit)
        """
            .formatted(database.now());
    return BoundedDelete.run(database, forget, Map.of("retention", dedupRetention.toMillis()));
  }
}
