package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.store.engine.Change;
import dev.tripline.store.engine.Session;
import dev.tripline.store.engine.postgres.PostgresSignals;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.OutboxRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The queue's hot path on PostgreSQL: one statement for all changes of a kind in a group, since a
/// round trip costs more than a row.
public final class PostgresQueueStatements implements QueueStatements {
  private static final String INSERT =
      """
      INSERT INTO invocation (state, owner, lease_token, due_at, accepted_at, request_id,
        function_name, qualifier, trigger_id, recursion_depth, redrive_count, payload)
      SELECT CASE WHEN c THEN 1 ELSE 0 END, CASE WHEN c THEN ? END, CASE WHEN c THEN 1 ELSE 0 END,
        store_now(), store_now(), r, f, q, t, d, v, p
      FROM unnest(?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[],
        ?::bytea[]) AS n (c, r, f, q, t, d, v, p)
      RETURNING sequence, accepted_at, request_id
      """;

  /// In order of the keys: two committers that meet the same keys then wait and never deadlock.
  private static final String REMEMBER_KEYS =
      """
      INSERT INTO dedup_key (trigger_id, key, accepted_at)
      SELECT t, k, store_now() FROM unnest(?::text[], ?::text[]) AS n (t, k) ORDER BY t, k
      ON CONFLICT DO NOTHING RETURNING trigger_id, key
      """;

  /// `state + 0`: a plain `state = 1` would let the planner walk the partial index of running rows for
  /// each row of the array instead of the primary key.
  private static final String DELETE =
      """
      DELETE FROM invocation i USING unnest(?::bigint[], ?::bigint[]) AS c (sequence, token)
      WHERE i.sequence = c.sequence AND i.state + 0 = 1 AND i.lease_token = c.token
      RETURNING i.sequence
      """;

  private static final String RETRY =
      """
      UPDATE invocation i SET state = 0, owner = NULL, due_at = store_now() + c.delay,
        attempts = c.attempts, counted = c.counted, not_run_streak = c.streak
      FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::int[], ?::int[])
        AS c (sequence, token, delay, attempts, counted, streak)
      WHERE i.sequence = c.sequence AND i.state + 0 = 1 AND i.lease_token = c.token
      RETURNING i.sequence
      """;

  /// The array is made once, so no more than `limit` rows are locked whatever the plan is.
  private static final String CLAIM =
      """
      UPDATE invocation SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence = ANY(ARRAY(SELECT sequence FROM invocation
        WHERE state = 0 AND function_name = :function AND due_at <= :now
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED))
      RETURNING *
      """;

  private static final String REDRIVE =
      """
      INSERT INTO invocation (state, lease_token, due_at, accepted_at, request_id, function_name,
        qualifier, trigger_id, recursion_depth, redrive_count, payload)
      VALUES (0, 0, store_now(), store_now(), ?, ?, ?, ?, 0, ?, ?)
      """;

  private final OwnLease lease;
  private final StoreEvents events;
  private final Change.Kind<EnqueueChange> enqueue = this::insertAll;
  private final Change.Kind<CompleteChange> complete = PostgresQueueStatements::deleteAll;
  private final Change.Kind<RetryChange> retry = PostgresQueueStatements::retryAll;

  public PostgresQueueStatements(OwnLease lease, StoreEvents events) {
    this.lease = lease;
    this.events = events;
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
    List<EnqueueChange> fresh = withoutDuplicates(session, changes);
    if (fresh.isEmpty()) {
      return;
    }
    PreparedStatement insert = session.statement(INSERT);
    insert.setLong(1, lease.epoch());
    array(session, insert, 2, "bool", fresh, c -> c.claim);
    array(session, insert, 3, "text", fresh, c -> c.invocation.requestId());
    array(session, insert, 4, "text", fresh, c -> c.invocation.function().name());
    array(session, insert, 5, "text", fresh, c -> c.invocation.function().qualifier());
    array(session, insert, 6, "text", fresh, c -> c.invocation.triggerId());
    array(session, insert, 7, "int4", fresh, c -> c.invocation.recursionDepth());
    array(session, insert, 8, "int4", fresh, c -> c.invocation.redriveCount());
    byte[][] payloads = fresh.stream().map(c -> c.invocation.payload()).toArray(byte[][]::new);
    insert.setArray(9, session.connection().createArrayOf("bytea", payloads));
    try (ResultSet rows = insert.executeQuery()) {
      for (EnqueueChange change : fresh) {
        if (!rows.next() || !change.invocation.requestId().equals(rows.getString(3))) {
          throw new SQLException("rows came back in another order than they went in");
        }
        change.accepted(rows.getLong(1), Instant.ofEpochMilli(rows.getLong(2)));
        events.reached(Milestone.INGEST_BEFORE_COMMIT);
      }
    }
    if (fresh.stream().anyMatch(c -> !c.claim)) {
      session.statement(PostgresSignals.NOTIFY).execute();
    }
  }

  private static List<EnqueueChange> withoutDuplicates(Session session, List<EnqueueChange> changes)
      throws SQLException {
    List<EnqueueChange> keyed =
        changes.stream().filter(c -> c.invocation.dedupKey() != null).toList();
    if (keyed.isEmpty()) {
      return changes;
    }
    Set<Key> unknown = new HashSet<>();
    PreparedStatement remember = session.statement(REMEMBER_KEYS);
    array(session, remember, 1, "text", keyed, EnqueueChange::dedupScope);
    array(session, remember, 2, "text", keyed, c -> c.invocation.dedupKey());
    try (ResultSet rows = remember.executeQuery()) {
      while (rows.next()) {
        unknown.add(new Key(rows.getString(1), rows.getString(2)));
      }
    }
    List<EnqueueChange> fresh = new ArrayList<>();
    for (EnqueueChange change : changes) {
      String key = change.invocation.dedupKey();
      if (key == null || unknown.remove(new Key(change.dedupScope(), key))) {
        fresh.add(change);
      } else {
        change.succeed(new Enqueued.Duplicate());
      }
    }
    return fresh;
  }

  private static void deleteAll(Session session, List<CompleteChange> changes) throws SQLException {
    List<CompleteChange> ordered =
        changes.stream().sorted(Comparator.comparingLong(c -> c.sequence)).toList();
    PreparedStatement delete = session.statement(DELETE);
    array(session, delete, 1, "int8", ordered, c -> c.sequence);
    array(session, delete, 2, "int8", ordered, c -> c.token);
    Set<Long> gone = sequences(delete);
    for (CompleteChange change : ordered) {
      boolean done = gone.remove(change.sequence);
      if (done) {
        OutboxRows.insert(session.client(), "store_now()", change.followUps);
      }
      change.succeed(done);
    }
  }

  private static void retryAll(Session session, List<RetryChange> changes) throws SQLException {
    List<RetryChange> ordered =
        changes.stream().sorted(Comparator.comparingLong(c -> c.sequence)).toList();
    PreparedStatement retry = session.statement(RETRY);
    array(session, retry, 1, "int8", ordered, c -> c.sequence);
    array(session, retry, 2, "int8", ordered, c -> c.token);
    array(session, retry, 3, "int8", ordered, c -> c.delayMillis);
    array(session, retry, 4, "text", ordered, c -> c.attempts);
    array(session, retry, 5, "int4", ordered, c -> c.counted);
    array(session, retry, 6, "int4", ordered, c -> c.notRunStreak);
    Set<Long> done = sequences(retry);
    for (RetryChange change : ordered) {
      change.succeed(done.remove(change.sequence));
    }
  }

  @Override
  public void redrive(JdbcClient sql, DeadLetter letter, String requestId) {
    sql.sql(REDRIVE)
        .param(requestId)
        .param(letter.function().name())
        .param(letter.function().qualifier())
        .param(letter.triggerId())
        .param(letter.redriveCount() + 1)
        .param(letter.payload())
        .update();
    sql.sql(PostgresSignals.NOTIFY).query(String.class).list();
  }

  private static Set<Long> sequences(PreparedStatement statement) throws SQLException {
    Set<Long> sequences = new HashSet<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        sequences.add(rows.getLong(1));
      }
    }
    return sequences;
  }

  private static <C> void array(
      Session session,
      PreparedStatement statement,
      int index,
      String type,
      List<C> changes,
      Function<C, @Nullable Object> value)
      throws SQLException {
    Object[] values = changes.stream().map(value).toArray();
    statement.setArray(index, session.connection().createArrayOf(type, values));
  }

  private record Key(String scope, String key) {}
}
