package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.store.engine.StoreWriter;
import java.time.Duration;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;

/// A row in the shared store that says who runs the trigger, until when by the server's clock
/// (rule R3). Extended when a third of it is over.
final class JdbcTriggerLease implements TriggerLease {
  private final StoreWriter writer;
  private final String triggerId;
  private final Duration length;
  private final String holder = UUID.randomUUID().toString();
  private boolean held;
  private long extendedAt;

  JdbcTriggerLease(StoreWriter writer, String triggerId, Duration length) {
    this.writer = writer;
    this.triggerId = triggerId;
    this.length = length;
  }

  @Override
  public boolean hold() {
    long now = System.nanoTime();
    if (held && now - extendedAt < length.toNanos() / 3) {
      return true;
    }
    held = extend() || insert();
    extendedAt = now;
    return held;
  }

  private boolean extend() {
    return writer.write(sql ->
        sql.sql(
                    """
                    UPDATE trigger_lease SET node = :node, expires_at = store_now() + :length
                    WHERE trigger_id = :id AND (node = :node OR expires_at < store_now())
                    """)
                .param("node", holder)
                .param("length", length.toMillis())
                .param("id", triggerId)
                .update()
            == 1);
  }

  private boolean insert() {
    try {
      return writer.write(sql ->
          sql.sql(
                      """
                      INSERT INTO trigger_lease (trigger_id, node, expires_at)
                      VALUES (:id, :node, store_now() + :length)
                      """)
                  .param("node", holder)
                  .param("length", length.toMillis())
                  .param("id", triggerId)
                  .update()
              == 1);
    } catch (DuplicateKeyException _) {
      return false;
    }
  }

  @Override
  public void release() {
    if (held) {
      held = false;
      writer.write(sql ->
          sql.sql("DELETE FROM trigger_lease WHERE trigger_id = :id AND node = :node")
              .param("id", triggerId)
              .param("node", holder)
              .update());
    }
  }

  @Override
  public Duration length() {
    return length;
  }
}
