package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.store.engine.Change;
import dev.tripline.store.engine.Session;
import dev.tripline.store.engine.sqlite.DiskReserve;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.OutboxRows;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The queue's hot path on SQLite: prepared statements, row by row inside of one commit, since a row
/// costs microseconds and a commit a flush. All run on the writer thread.
public final class SqliteQueueStatements implements QueueStatements {
  private static final String INSERT =
      """
      INSERT INTO invocation (sequence, state, due_at, owner, lease_token, request_id, function_name,
        qualifier, trigger_id, accepted_at, recursion_depth, redrive_count, payload)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String REMEMBER_KEY =
      "INSERT OR IGNORE INTO dedup_key (trigger_id, key, accepted_at) VALUES (?, ?, ?)";
  private static final String DELETE =
      "DELETE FROM invocation WHERE sequence = ? AND state = 1 AND lease_token = ?";
  private static final String RETRY =
      """
      UPDATE invocation SET state = 0, owner = NULL, due_at = ?, attempts = ?, counted = ?,
        not_run_streak = ?
      WHERE sequence = ? AND state = 1 AND lease_token = ?
      """;
  private static final String CLAIM =
      """
      UPDATE invocation SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence IN (SELECT sequence FROM invocation
        WHERE state = 0 AND function_name = :function AND due_at <= :now ORDER BY due_at LIMIT :limit)
      RETURNING *
      """;

  private static final String REDRIVE =
      """
      INSERT INTO invocation (sequence, state, due_at, lease_token, request_id, function_name,
        qualifier, trigger_id, accepted_at, recursion_depth, redrive_count, payload)
      VALUES (?, 0, ?, 0, ?, ?, ?, ?, ?, 0, ?, ?)
      """;

  private final InstantSource clock;
  private final OwnLease lease;
  private final DiskReserve reserve;
  private final StoreEvents events;
  private final Change.Kind<EnqueueChange> enqueue = this::insertAll;
  private final Change.Kind<CompleteChange> complete = this::deleteAll;
  private final Change.Kind<RetryChange> retry = this::retryAll;

  /// Never used again, even if the row is gone: a stale claim must not meet another row.
  private long nextSequence;

  public SqliteQueueStatements(
      InstantSource clock, OwnLease lease, DiskReserve reserve, StoreEvents events) {
    this.clock = clock;
    this.lease = lease;
    this.reserve = reserve;
    this.events = events;
    this.nextSequence = lease.epoch() << 40;
  }

  @Override
  public Change.Kind<EnqueueChange> enqueue() {
    return enqueue;
  }

  @Override
  public Change.Kind<CompleteChange> complete() {
    return complete;
  }

  @Override
  public Change.Kind<RetryChange> retry() {
    return retry;
  }

  @Override
  public String claim(String now) {
    return CLAIM.replace(":now", now);
  }

  private void insertAll(Session session, List<EnqueueChange> changes) throws SQLException {
    StoreFullException full = reserve.reached();
    Instant now = Instant.ofEpochMilli(clock.millis());
    for (EnqueueChange change : changes) {
      if (full != null) {
        change.refuse(full);
      } else if (isDuplicate(session, change, now)) {
        change.succeed(new Enqueued.Duplicate());
      } else {
        change.accepted(insert(session, change, now), now);
        events.reached(Milestone.INGEST_BEFORE_COMMIT);
      }
    }
  }

  private static boolean isDuplicate(Session session, EnqueueChange change, Instant now)
      throws SQLException {
    String key = change.invocation.dedupKey();
    if (key == null) {
      return false;
    }
    PreparedStatement remember = session.statement(REMEMBER_KEY);
    remember.setString(1, change.dedupScope());
    remember.setString(2, key);
    remember.setLong(3, now.toEpochMilli());
    return remember.executeUpdate() == 0;
  }

  private long insert(Session session, EnqueueChange change, Instant now) throws SQLException {
    NewInvocation invocation = change.invocation;
    long sequence = nextSequence++;
    PreparedStatement insert = session.statement(INSERT);
    insert.setLong(1, sequence);
    insert.setInt(2, change.claim ? 1 : 0);
    insert.setLong(3, now.toEpochMilli());
    if (change.claim) {
      insert.setLong(4, lease.epoch());
    } else {
      insert.setNull(4, Types.BIGINT);
    }
    insert.setLong(5, change.claim ? EnqueueChange.FIRST_TOKEN : 0);
    insert.setString(6, invocation.requestId());
    insert.setString(7, invocation.function().name());
    insert.setString(8, invocation.function().qualifier());
    insert.setString(9, invocation.triggerId());
    insert.setLong(10, now.toEpochMilli());
    insert.setInt(11, invocation.recursionDepth());
    insert.setInt(12, invocation.redriveCount());
    insert.setBytes(13, invocation.payload());
    insert.executeUpdate();
    return sequence;
  }

  private void deleteAll(Session session, List<CompleteChange> changes) throws SQLException {
    PreparedStatement delete = session.statement(DELETE);
    for (CompleteChange change : changes) {
      delete.setLong(1, change.sequence);
      delete.setLong(2, change.token);
      boolean done = delete.executeUpdate() == 1;
      if (done && !change.followUps.isEmpty()) {
        OutboxRows.insert(session.client(), Long.toString(clock.millis()), change.followUps);
      }
      change.succeed(done);
    }
  }

  private void retryAll(Session session, List<RetryChange> changes) throws SQLException {
    PreparedStatement retry = session.statement(RETRY);
    long now = clock.millis();
    for (RetryChange change : changes) {
      retry.setLong(1, now + change.delayMillis);
      retry.setString(2, change.attempts);
      retry.setInt(3, change.counted);
      retry.setInt(4, change.notRunStreak);
      retry.setLong(5, change.sequence);
      retry.setLong(6, change.token);
      change.succeed(retry.executeUpdate() == 1);
    }
  }

  /// Runs on the writer thread like the rest.
  @Override
  public void redrive(JdbcClient sql, DeadLetter letter, String requestId) {
    long now = clock.millis();
    sql.sql(REDRIVE)
        .param(nextSequence++)
        .param(now)
        .param(requestId)
        .param(letter.function().name())
        .param(letter.function().qualifier())
        .param(letter.triggerId())
        .param(now)
        .param(letter.redriveCount() + 1)
        .param(letter.payload())
        .update();
  }
}
