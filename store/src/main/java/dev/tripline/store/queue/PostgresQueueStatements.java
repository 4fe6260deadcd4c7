package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.engine.Change;
import dev.tripline.store.engine.Session;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.OutboxRows;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The queue's hot path on PostgreSQL: one statement for all changes of a kind in a group, since a
/// round trip costs more than a row.
public final class PostgresQueueStatements implements QueueStatements {
  private static final String INSERT =
      """
      INSERT INTO invocation (state, owner, lease_token, due_at, accepted_at, request_id,
        function_name, qualifier, trigger_id, recursion_depth, redrive_count, tenant_id, order_key,
        trace, payload)
      SELECT s, CASE WHEN s = 1 THEN ? END, CASE WHEN s = 1 THEN 1 ELSE 0 END,
        store_now(), store_now(), r, f, q, t, d, v, n, o, c, p
      FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[],
        ?::text[], ?::text[], ?::text[], ?::bytea[]) AS e (s, r, f, q, t, d, v, n, o, c, p)
      RETURNING sequence, accepted_at, request_id
      """;

  /// One at a time puts invocations of groups in or takes them out, until its commit: no first one of a
  /// group leaves unseen while another is put behind it, and their numbers are in the order of commits.
  /// A lock for each group would let two groups of changes wait for each other.
  private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7305804402440102258)";

  private static final String GROUPS =
      """
      SELECT g.name FROM unnest(?::text[]) AS g (name), LATERAL (
        SELECT 1 FROM invocation i WHERE i.order_key = g.name LIMIT 1) AS found
      """;

  /// The lowest number of a group is its first.
  private static final String RELEASE =
      """
      UPDATE invocation SET state = 0, due_at = store_now()
      WHERE state + 0 = 2 AND sequence = ANY(ARRAY(
        SELECT head.sequence FROM unnest(?::text[]) AS g (name), LATERAL (
          SELECT i.sequence FROM invocation i WHERE i.order_key = g.name
          ORDER BY i.sequence LIMIT 1) AS head))
      """;

  /// In order of the keys: two committers that meet the same keys then wait and never deadlock.
  private static final String REMEMBER_KEYS =
      """
      INSERT INTO dedup_key (trigger_id, key, accepted_at)
      SELECT t, k, store_now() FROM unnest(?::text[], ?::text[]) AS n (t, k) ORDER BY t, k
      ON CONFLICT DO NOTHING RETURNING trigger_id, key
      """;

  /// The rows are found by one index condition whatever the statistics say: a queue that was vacuumed
  /// while it was empty counts as one row, and a join with the changes would then walk the whole index
  /// for each group. The rest belongs to a row by the place of its number in the sorted array.
  ///
  /// `state + 0`: a plain `state = 1` would let the planner walk the partial index of running rows.
  private static final String DELETE =
      """
      DELETE FROM invocation
      WHERE sequence = ANY(?::bigint[]) AND state + 0 = 1
        AND lease_token = (?::bigint[])[width_bucket(sequence, ?::bigint[])]
      RETURNING sequence
      """;

  private static final String RETRY =
      """
      UPDATE invocation SET state = 0, owner = NULL,
        due_at = store_now() + (?::bigint[])[width_bucket(sequence, ?::bigint[])],
        attempts = (?::text[])[width_bucket(sequence, ?::bigint[])],
        counted = (?::int[])[width_bucket(sequence, ?::bigint[])],
        not_run_streak = (?::int[])[width_bucket(sequence, ?::bigint[])]
      WHERE sequence = ANY(?::bigint[]) AND state + 0 = 1
        AND lease_token = (?::bigint[])[width_bucket(sequence, ?::bigint[])]
      RETURNING sequence
      """;

  /// The array is made once, so no more than `limit` rows are locked whatever the plan is.
  private static final String CLAIM =
      """
      UPDATE invocation SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence = ANY(ARRAY(SELECT sequence FROM invocation
        WHERE state = 0 AND tenant_id IS NULL AND function_name = :function
          AND due_at >= :since AND due_at <= :now
        ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED))
      RETURNING *
      """;

  /// Hops from tenant to tenant among the waiting rows, and takes the same number of each.
  private static final String CLAIM_OF_TENANTS =
      """
      WITH RECURSIVE tenants (tenant, place) AS (
        (SELECT tenant_id, 1 FROM invocation
         WHERE state = 0 AND function_name = :function AND tenant_id > :after AND due_at <= :now
         ORDER BY tenant_id LIMIT 1)
        UNION ALL
        SELECT next.tenant_id, t.place + 1 FROM tenants t, LATERAL (
          SELECT i.tenant_id FROM invocation i
          WHERE i.state = 0 AND i.function_name = :function AND i.tenant_id > t.tenant
            AND i.due_at <= :now
          ORDER BY i.tenant_id LIMIT 1) AS next
        WHERE t.place < :tenants),
      chosen AS MATERIALIZED (SELECT tenant FROM tenants WHERE tenant <> ALL(:enough::text[]))
      UPDATE invocation SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence = ANY(ARRAY(
        SELECT picked.sequence FROM chosen c, LATERAL (
          SELECT i.sequence FROM invocation i
          WHERE i.state = 0 AND i.function_name = :function AND i.tenant_id = c.tenant
            AND i.due_at <= :now
          ORDER BY i.due_at
          LIMIT (SELECT greatest(1, :limit / greatest(1, count(*))) FROM chosen)
          FOR UPDATE SKIP LOCKED) AS picked
        LIMIT :limit))
      RETURNING *
      """;

  private static final String REDRIVE =
      """
      INSERT INTO invocation (state, lease_token, due_at, accepted_at, request_id, function_name,
        qualifier, trigger_id, recursion_depth, redrive_count, payload, tenant_id, order_key,
        redriven_from, trace)
      VALUES (:state, 0, store_now(), store_now(), :request, :function, :qualifier, :trigger, 0,
        :redrives, :payload, :tenant, :group, :from, :trace)
      RETURNING sequence
      """;

  private final OwnLease lease;
  private final PayloadCipher cipher;
  private final StoreEvents events;
  private final Change.Kind<EnqueueChange> enqueue = this::insertAll;
  private final Change.Kind<CompleteChange> complete = this::deleteAll;
  private final Change.Kind<RetryChange> retry = PostgresQueueStatements::retryAll;

  public PostgresQueueStatements(OwnLease lease, PayloadCipher cipher, StoreEvents events) {
    this.lease = lease;
    this.cipher = cipher;
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

  @Override
  public <T> List<T> claimOfTenants(JdbcClient sql, TenantClaim claim, RowMapper<T> rows) {
    return sql.sql(CLAIM_OF_TENANTS.replace(":now", claim.now()))
        .param("function", claim.function())
        .param("after", claim.after())
        .param("tenants", claim.tenants())
        .param("enough", claim.enough().toArray(String[]::new))
        .param("owner", lease.epoch())
        .param("limit", claim.limit())
        .query(rows)
        .list();
  }

  private void insertAll(Session session, List<EnqueueChange> changes) throws SQLException {
    List<EnqueueChange.Row> all = changes.stream().flatMap(change -> change.rows.stream()).toList();
    if (all.stream().anyMatch(row -> row.invocation.orderKey() != null)) {
      session.statement(ONE_AT_A_TIME).execute();
    }
    List<EnqueueChange.Row> fresh = withoutDuplicates(session, all);
    if (!fresh.isEmpty()) {
      insert(session, fresh);
    }
    changes.forEach(EnqueueChange::answered);
  }

  private void insert(Session session, List<EnqueueChange.Row> fresh) throws SQLException {
    Set<EnqueueChange.Row> held = held(session, fresh);
    PreparedStatement insert = session.statement(INSERT);
    long epoch = lease.epoch();
    insert.setLong(1, epoch);
    insert.setArray(2, array(session, "int4", fresh, c -> held.contains(c) ? 2 : c.claim ? 1 : 0));
    insert.setArray(3, array(session, "text", fresh, c -> c.invocation.requestId()));
    insert.setArray(4, array(session, "text", fresh, c -> c.invocation.function().name()));
    insert.setArray(5, array(session, "text", fresh, c -> c.invocation.function().qualifier()));
    insert.setArray(6, array(session, "text", fresh, c -> c.invocation.triggerId()));
    insert.setArray(7, array(session, "int4", fresh, c -> c.invocation.recursionDepth()));
    insert.setArray(8, array(session, "int4", fresh, c -> c.invocation.redriveCount()));
    byte[][] payloads = fresh.stream().map(c -> c.payload).toArray(byte[][]::new);
    insert.setArray(9, array(session, "text", fresh, c -> c.invocation.tenantId()));
    insert.setArray(10, array(session, "text", fresh, c -> c.invocation.orderKey()));
    insert.setArray(11, array(session, "text", fresh, c -> c.invocation.trace().stored()));
    insert.setArray(12, session.connection().createArrayOf("bytea", payloads));
    try (ResultSet rows = insert.executeQuery()) {
      for (EnqueueChange.Row row : fresh) {
        if (!rows.next() || !row.invocation.requestId().equals(rows.getString(3))) {
          throw new SQLException("rows came back in another order than they went in");
        }
        if (held.contains(row)) {
          row.held();
        } else {
          row.accepted(rows.getLong(1), epoch, Instant.ofEpochMilli(rows.getLong(2)));
        }
        events.reached(Milestone.INGEST_BEFORE_COMMIT);
      }
    }
  }

  /// The rows that have others of their group before them, in the queue or among these.
  private static Set<EnqueueChange.Row> held(Session session, List<EnqueueChange.Row> fresh)
      throws SQLException {
    List<EnqueueChange.Row> ordered =
        fresh.stream().filter(row -> row.invocation.orderKey() != null).toList();
    if (ordered.isEmpty()) {
      return Set.of();
    }
    Set<String> groups = new HashSet<>();
    PreparedStatement known = session.statement(GROUPS);
    known.setArray(1, array(session, "text", ordered, row -> row.invocation.orderKey()));
    try (ResultSet rows = known.executeQuery()) {
      while (rows.next()) {
        groups.add(rows.getString(1));
      }
    }
    Set<EnqueueChange.Row> held = new HashSet<>();
    for (EnqueueChange.Row row : ordered) {
      if (!groups.add(String.valueOf(row.invocation.orderKey()))) {
        held.add(row);
      }
    }
    return held;
  }

  private static List<EnqueueChange.Row> withoutDuplicates(
      Session session, List<EnqueueChange.Row> offered) throws SQLException {
    List<EnqueueChange.Row> keyed =
        offered.stream().filter(c -> c.invocation.dedupKey() != null).toList();
    if (keyed.isEmpty()) {
      return offered;
    }
    Set<Key> unknown = new HashSet<>();
    PreparedStatement remember = session.statement(REMEMBER_KEYS);
    remember.setArray(1, array(session, "text", keyed, EnqueueChange.Row::dedupScope));
    remember.setArray(2, array(session, "text", keyed, c -> c.invocation.dedupKey()));
    try (ResultSet rows = remember.executeQuery()) {
      while (rows.next()) {
        unknown.add(new Key(rows.getString(1), rows.getString(2)));
      }
    }
    List<EnqueueChange.Row> fresh = new ArrayList<>();
    for (EnqueueChange.Row row : offered) {
      String key = row.invocation.dedupKey();
      if (key == null || unknown.remove(new Key(row.dedupScope(), key))) {
        fresh.add(row);
      } else {
        row.duplicate();
      }
    }
    return fresh;
  }

  private void deleteAll(Session session, List<CompleteChange> changes) throws SQLException {
    List<CompleteChange> newest = Newest.of(changes, c -> c.sequence, c -> c.token);
    List<CompleteChange> ordered = newest.stream().filter(c -> c.orderKey != null).toList();
    if (!ordered.isEmpty()) {
      session.statement(ONE_AT_A_TIME).execute();
    }
    PreparedStatement delete = session.statement(DELETE);
    Array sequences = array(session, "int8", newest, c -> c.sequence);
    delete.setArray(1, sequences);
    delete.setArray(2, array(session, "int8", newest, c -> c.token));
    delete.setArray(3, sequences);
    Set<Long> gone = sequences(delete);
    for (CompleteChange change : newest) {
      if (gone.contains(change.sequence)) {
        OutboxRows.insert(session.client(), cipher, "store_now()", change.followUps);
        change.succeed(true);
      }
    }
    if (!ordered.isEmpty()) {
      PreparedStatement release = session.statement(RELEASE);
      release.setArray(1, array(session, "text", ordered, c -> c.orderKey));
      release.executeUpdate();
    }
  }

  private static void retryAll(Session session, List<RetryChange> changes) throws SQLException {
    List<RetryChange> newest = Newest.of(changes, c -> c.sequence, c -> c.token);
    PreparedStatement retry = session.statement(RETRY);
    Array sequences = array(session, "int8", newest, c -> c.sequence);
    retry.setArray(1, array(session, "int8", newest, c -> c.delayMillis));
    retry.setArray(2, sequences);
    retry.setArray(3, array(session, "text", newest, c -> c.attempts));
    retry.setArray(4, sequences);
    retry.setArray(5, array(session, "int4", newest, c -> c.counted));
    retry.setArray(6, sequences);
    retry.setArray(7, array(session, "int4", newest, c -> c.notRunStreak));
    retry.setArray(8, sequences);
    retry.setArray(9, sequences);
    retry.setArray(10, array(session, "int8", newest, c -> c.token));
    retry.setArray(11, sequences);
    Set<Long> done = sequences(retry);
    for (RetryChange change : newest) {
      change.succeed(done.contains(change.sequence));
    }
  }

  @Override
  public void release(JdbcClient sql, String orderKey) {
    sql.sql(ONE_AT_A_TIME).query((_, _) -> true).list();
    sql.sql(RELEASE).param(new String[] {orderKey}).update();
  }

  @Override
  public long redrive(JdbcClient sql, DeadLetter letter, String requestId) {
    String group = letter.links().orderKey();
    return sql.sql(REDRIVE)
        .param("state", group != null && isHeld(sql, group) ? 2 : 0)
        .param("request", requestId)
        .param("function", letter.function().name())
        .param("qualifier", letter.function().qualifier())
        .param("trigger", letter.triggerId())
        .param("redrives", letter.redriveCount() + 1)
        .param("payload", cipher.seal(QueueColumns.PAYLOAD, letter.payload(), requestId))
        .param("tenant", letter.links().tenantId())
        .param("group", group)
        .param("from", letter.id())
        .param("trace", Trace.redriven(letter.links().trace()))
        .query(Long.class)
        .single();
  }

  private static boolean isHeld(JdbcClient sql, String group) {
    sql.sql(ONE_AT_A_TIME).query((_, _) -> true).list();
    return !sql.sql("SELECT 1 FROM invocation WHERE order_key = ? LIMIT 1")
        .param(group)
        .query((_, _) -> true)
        .list()
        .isEmpty();
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

  private static <C> Array array(
      Session session, String type, List<C> changes, Function<C, @Nullable Object> value)
      throws SQLException {
    return session.connection().createArrayOf(type, changes.stream().map(value).toArray());
  }

  private record Key(String scope, String key) {}
}
