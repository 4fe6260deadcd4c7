package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.engine.Change;
import dev.tripline.store.engine.Session;
import dev.tripline.store.engine.sqlite.DiskReserve;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.OutboxRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The queue's hot path on SQLite: prepared statements, row by row inside of one commit, since a row
/// costs microseconds and a commit a flush. All run on the writer thread.
public final class SqliteQueueStatements implements QueueStatements {
  private static final String INSERT =
      """
      INSERT INTO invocation (sequence, state, due_at, owner, lease_token, request_id, function_name,
        qualifier, trigger_id, accepted_at, recursion_depth, redrive_count, payload, tenant_id,
        order_key, trace)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String REMEMBER_KEY =
      "INSERT OR IGNORE INTO dedup_key (trigger_id, key, accepted_at) VALUES (?, ?, ?)";
  private static final String HAS_GROUP = "SELECT 1 FROM invocation WHERE order_key = ? LIMIT 1";

  /// The lowest number of a group is its first.
  private static final String RELEASE =
      """
      UPDATE invocation SET state = 0, due_at = :now
      WHERE state = 2 AND sequence =
        (SELECT sequence FROM invocation WHERE order_key = :group ORDER BY sequence LIMIT 1)
      """;

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
        WHERE state = 0 AND tenant_id IS NULL AND function_name = :function
          AND due_at >= :since AND due_at <= :now
        ORDER BY due_at LIMIT :limit)
      RETURNING *
      """;

  /// Hops from tenant to tenant among the waiting rows.
  private static final String TENANTS =
      """
      WITH RECURSIVE tenants (tenant, place) AS (
        SELECT (SELECT tenant_id FROM invocation
                WHERE state = 0 AND function_name = :function AND tenant_id > :after
                  AND due_at <= :now
                ORDER BY tenant_id LIMIT 1), 1
        UNION ALL
        SELECT (SELECT i.tenant_id FROM invocation i
                WHERE i.state = 0 AND i.function_name = :function AND i.tenant_id > tenants.tenant
                  AND i.due_at <= :now
                ORDER BY i.tenant_id LIMIT 1), place + 1
        FROM tenants WHERE tenant IS NOT NULL AND place < :tenants)
      SELECT tenant FROM tenants WHERE tenant IS NOT NULL
      """;

  private static final String CLAIM_OF_TENANT =
      """
      UPDATE invocation SET state = 1, owner = :owner, lease_token = lease_token + 1
      WHERE sequence IN (SELECT sequence FROM invocation
        WHERE state = 0 AND function_name = :function AND tenant_id = :tenant AND due_at <= :now
        ORDER BY due_at LIMIT :limit)
      RETURNING *
      """;

  private static final String REDRIVE =
      """
      INSERT INTO invocation (sequence, state, due_at, lease_token, request_id, function_name,
        qualifier, trigger_id, accepted_at, recursion_depth, redrive_count, payload, tenant_id,
        order_key, redriven_from, trace)
      VALUES (:sequence, :state, :now, 0, :request, :function, :qualifier, :trigger, :now, 0,
        :redrives, :payload, :tenant, :group, :from, :trace)
      """;

  private final InstantSource clock;
  private final OwnLease lease;
  private final DiskReserve reserve;
  private final PayloadCipher cipher;
  private final StoreEvents events;
  private final Change.Kind<EnqueueChange> enqueue = this::insertAll;
  private final Change.Kind<CompleteChange> complete = this::deleteAll;
  private final Change.Kind<RetryChange> retry = this::retryAll;

  /// Never used again, even if the row is gone: a stale claim must not meet another row.
  private long nextSequence;

  public SqliteQueueStatements(
      InstantSource clock,
      OwnLease lease,
      DiskReserve reserve,
      PayloadCipher cipher,
      StoreEvents events) {
    this.clock = clock;
    this.lease = lease;
    this.reserve = reserve;
    this.cipher = cipher;
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

  @Override
  public <T> List<T> claimOfTenants(JdbcClient sql, TenantClaim claim, RowMapper<T> rows) {
    List<String> tenants =
        sql
            .sql(TENANTS.replace(":now", claim.now()))
            .param("function", claim.function())
            .param("after", claim.after())
            .param("tenants", claim.tenants())
            .query((row, _) -> row.getString(1))
            .list()
            .stream()
            .filter(tenant -> !claim.enough().contains(tenant))
            .toList();
    List<T> claimed = new ArrayList<>();
    for (String tenant : tenants) {
      int each = Math.max(1, claim.limit() / tenants.size());
      int limit = Math.min(each, claim.limit() - claimed.size());
      if (limit == 0) {
        break;
      }
      claimed.addAll(
          sql.sql(CLAIM_OF_TENANT.replace(":now", claim.now()))
              .param("owner", lease.epoch())
              .param("function", claim.function())
              .param("tenant", tenant)
              .param("limit", limit)
              .query(rows)
              .list());
    }
    return claimed;
  }

  private void insertAll(Session session, List<EnqueueChange> changes) throws SQLException {
    StoreFullException full = reserve.reached();
    Instant now = Instant.ofEpochMilli(clock.millis());
    for (EnqueueChange change : changes) {
      if (full != null) {
        change.refuse(full);
        continue;
      }
      for (EnqueueChange.Row row : change.rows) {
        if (isDuplicate(session, row, now)) {
          row.duplicate();
        } else {
          insert(session, row, now);
          events.reached(Milestone.INGEST_BEFORE_COMMIT);
        }
      }
      change.answered();
    }
  }

  private static boolean isDuplicate(Session session, EnqueueChange.Row row, Instant now)
      throws SQLException {
    String key = row.invocation.dedupKey();
    if (key == null) {
      return false;
    }
    PreparedStatement remember = session.statement(REMEMBER_KEY);
    remember.setString(1, row.dedupScope());
    remember.setString(2, key);
    remember.setLong(3, now.toEpochMilli());
    return remember.executeUpdate() == 0;
  }

  private static boolean isHeld(Session session, @Nullable String group) throws SQLException {
    if (group == null) {
      return false;
    }
    PreparedStatement first = session.statement(HAS_GROUP);
    first.setString(1, group);
    try (ResultSet found = first.executeQuery()) {
      return found.next();
    }
  }

  private void insert(Session session, EnqueueChange.Row row, Instant now) throws SQLException {
    NewInvocation invocation = row.invocation;
    boolean held = isHeld(session, invocation.orderKey());
    boolean claim = row.claim && !held;
    long sequence = nextSequence++;
    PreparedStatement insert = session.statement(INSERT);
    insert.setLong(1, sequence);
    insert.setInt(2, held ? 2 : claim ? 1 : 0);
    insert.setLong(3, now.toEpochMilli());
    if (claim) {
      insert.setLong(4, lease.epoch());
    } else {
      insert.setNull(4, Types.BIGINT);
    }
    insert.setLong(5, claim ? EnqueueChange.FIRST_TOKEN : 0);
    insert.setString(6, invocation.requestId());
    insert.setString(7, invocation.function().name());
    insert.setString(8, invocation.function().qualifier());
    insert.setString(9, invocation.triggerId());
    insert.setLong(10, now.toEpochMilli());
    insert.setInt(11, invocation.recursionDepth());
    insert.setInt(12, invocation.redriveCount());
    insert.setBytes(13, row.payload);
    insert.setString(14, invocation.tenantId());
    insert.setString(15, invocation.orderKey());
    insert.setString(16, invocation.trace().stored());
    insert.executeUpdate();
    if (held) {
      row.held();
    } else {
      row.accepted(sequence, lease.epoch(), now);
    }
  }

  private void deleteAll(Session session, List<CompleteChange> changes) throws SQLException {
    PreparedStatement delete = session.statement(DELETE);
    for (CompleteChange change : changes) {
      delete.setLong(1, change.sequence);
      delete.setLong(2, change.token);
      boolean done = delete.executeUpdate() == 1;
      if (done && change.orderKey != null) {
        release(session.client(), change.orderKey);
      }
      if (done && !change.followUps.isEmpty()) {
        String now = Long.toString(clock.millis());
        OutboxRows.insert(session.client(), cipher, now, change.followUps);
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
  public void release(JdbcClient sql, String orderKey) {
    sql.sql(RELEASE).param("now", clock.millis()).param("group", orderKey).update();
  }

  /// As [#release].
  @Override
  public long redrive(JdbcClient sql, DeadLetter letter, String requestId) {
    String group = letter.links().orderKey();
    long sequence = nextSequence++;
    sql.sql(REDRIVE)
        .param("sequence", sequence)
        .param("state", group != null && isHeld(sql, group) ? 2 : 0)
        .param("now", clock.millis())
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
        .update();
    return sequence;
  }

  private static boolean isHeld(JdbcClient sql, String group) {
    return !sql.sql(HAS_GROUP).param(group).query((_, _) -> true).list().isEmpty();
  }
}
