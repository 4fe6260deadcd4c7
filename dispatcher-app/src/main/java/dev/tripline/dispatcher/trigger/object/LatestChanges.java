package dev.tripline.dispatcher.trigger.object;

import dev.tripline.adapter.bucket.ChangeOrder;
import dev.tripline.adapter.bucket.ObjectChange;
import dev.tripline.dispatcher.store.AgedRows;
import dev.tripline.spi.source.DedupKey;
import dev.tripline.store.engine.StoreWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The sequencers of the latest changes of objects, a row an object. Blocking; safe for many threads.
final class LatestChanges {

  private static final String FORGET =
      """
      DELETE FROM object_sequencer WHERE (trigger_id, object) IN (
        SELECT trigger_id, object FROM object_sequencer WHERE seen_at < :before LIMIT :most)
      """;

  private final StoreWriter writer;
  private final InstantSource clock;
  private final AgedRows rows;

  /// @param retention how long an object is known behind its last change
  LatestChanges(StoreWriter writer, Duration retention, InstantSource clock) {
    this.writer = writer;
    this.clock = clock;
    this.rows = new AgedRows(writer, FORGET, retention, clock);
  }

  /// The order of the changes that come to one trigger.
  ChangeOrder of(String triggerId) {
    return changes -> notOlder(triggerId, changes);
  }

  /// Decided by one conditional statement a change, all in one commit.
  private List<ObjectChange> notOlder(String triggerId, List<ObjectChange> changes) {
    if (changes.stream().allMatch(change -> change.orderText() == null)) {
      return changes;
    }
    rows.forget();
    long now = clock.millis();
    return writer.write(sql -> {
      List<ObjectChange> kept = new ArrayList<>();
      for (ObjectChange change : changes) {
        String order = change.orderText();
        if (order == null || advances(sql, triggerId, change, order, now)) {
          kept.add(change);
        }
      }
      return kept;
    });
  }

  private static boolean advances(
      JdbcClient sql, String triggerId, ObjectChange change, String order, long now) {
    return sql.sql(
                """
                INSERT INTO object_sequencer (trigger_id, object, sequencer, seen_at)
                VALUES (:trigger, :object, :order, :now)
                ON CONFLICT (trigger_id, object)
                DO UPDATE SET sequencer = excluded.sequencer, seen_at = excluded.seen_at
                WHERE object_sequencer.sequencer <= excluded.sequencer
                """)
            .param("trigger", triggerId)
            .param("object", DedupKey.of(change.bucket() + "\n" + change.key()))
            .param("order", order)
            .param("now", now)
            .update()
        == 1;
  }
}
