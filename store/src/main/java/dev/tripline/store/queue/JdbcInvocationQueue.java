package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.Json;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.OutboxRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// The queue as rows of a table, on either engine. Every change of a claimed row is one conditional
/// statement with the claim's token (rule R2).
public final class JdbcInvocationQueue implements InvocationQueue {
  /// One row a function, found by hopping from name to name in the index of waiting rows; the
  /// functions that have waited longest come first.
  private static final String FUNCTIONS_WITH_DUE_WORK =
      """
      WITH RECURSIVE waiting (name) AS (
        SELECT min(function_name) FROM invocation WHERE state = 0
        UNION ALL
        SELECT (SELECT min(i.function_name) FROM invocation i
                WHERE i.state = 0 AND i.function_name > waiting.name)
        FROM waiting WHERE waiting.name IS NOT NULL)
      SELECT name FROM (
        SELECT name, (SELECT min(i.due_at) FROM invocation i
                      WHERE i.state = 0 AND i.function_name = waiting.name) AS oldest
        FROM waiting WHERE name IS NOT NULL) AS functions
      WHERE oldest <= :now ORDER BY oldest LIMIT :limit
      """;

  private static final String LEAVE =
      "DELETE FROM invocation WHERE sequence = :sequence AND state + 0 = 1 AND lease_token ="
          + " :token";

  private final Database database;
  private final QueueStatements statements;
  private final OwnLease lease;
  private final StoreEvents events;

  public JdbcInvocationQueue(
      Database database, QueueStatements statements, OwnLease lease, StoreEvents events) {
    this.database = database;
    this.statements = statements;
    this.lease = lease;
    this.events = events;
  }

  @Override
  public Enqueued enqueue(NewInvocation invocation, boolean claim) {
    Enqueued answer;
    try {
      answer =
          database.commit(
              new EnqueueChange(statements.enqueue(), invocation, claim && lease.holds()));
    } catch (StoreFullException e) {
      events.counters().refusedFull.increment();
      throw e;
    }
    switch (answer) {
      case Enqueued.Claimed _ -> accepted();
      case Enqueued.Waiting _ -> {
        accepted();
        events.workArrived();
      }
      case Enqueued.Duplicate _ -> events.counters().duplicates.increment();
    }
    return answer;
  }

  private void accepted() {
    events.reached(Milestone.INGEST_AFTER_COMMIT);
    events.counters().enqueued.increment();
  }

  @Override
  public List<String> functionsWithDueWork(int limit) {
    return database
        .reader()
        .sql(FUNCTIONS_WITH_DUE_WORK.replace(":now", database.now()))
        .param("limit", limit)
        .query((row, _) -> row.getString(1))
        .list();
  }

  @Override
  public List<ClaimedInvocation> claimDue(String functionName, int limit) {
    if (!lease.holds()) {
      return List.of(); // another node could take them at once; the next heartbeat begins anew
    }
    List<ClaimedInvocation> claimed =
        database.write(sql ->
            sql
                .sql(statements.claim(database.now()))
                .param("owner", lease.epoch())
                .param("function", functionName)
                .param("limit", limit)
                .query((row, _) -> new Row(row.getLong("due_at"), claimed(row)))
                .list()
                .stream()
                .sorted(Row.BY_AGE)
                .map(Row::claim)
                .toList());
    claimed.forEach(_ -> events.reached(Milestone.CLAIMED));
    return claimed;
  }

  @Override
  public boolean complete(ClaimedInvocation claim, List<OutboxMessage> followUps) {
    boolean done =
        database.commit(
            new CompleteChange(statements.complete(), claim.sequence(), claim.token(), followUps));
    if (done) {
      events.reached(Milestone.COMPLETED);
      announce(followUps);
    }
    return events.counters().fenced(done);
  }

  @Override
  public boolean retryLater(
      ClaimedInvocation claim, Attempt failed, boolean countsAsAttempt, Duration delay) {
    boolean done =
        database.commit(new RetryChange(statements.retry(), claim, failed, countsAsAttempt, delay));
    if (done) {
      events.reached(Milestone.RETRY_SCHEDULED);
    }
    return events.counters().fenced(done);
  }

  @Override
  public boolean deadLetter(
      ClaimedInvocation claim, DeadLetter deadLetter, List<OutboxMessage> followUps) {
    boolean done =
        database.write(sql -> {
          int left =
              sql.sql(LEAVE)
                  .param("sequence", claim.sequence())
                  .param("token", claim.token())
                  .update();
          if (left == 0) {
            return false;
          }
          DeadLetterRows.insert(sql, List.of(deadLetter));
          OutboxRows.insert(sql, database.now(), followUps);
          events.reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
          return true;
        });
    if (done) {
      events.reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
      announce(followUps);
    }
    return events.counters().fenced(done);
  }

  /// There is something to send.
  private void announce(List<OutboxMessage> followUps) {
    if (!followUps.isEmpty()) {
      events.workArrived();
    }
  }

  private static ClaimedInvocation claimed(ResultSet row) throws SQLException {
    NewInvocation invocation =
        new NewInvocation(
            row.getString("request_id"),
            new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
            row.getBytes("payload"),
            row.getString("trigger_id"),
            null,
            row.getInt("recursion_depth"),
            row.getInt("redrive_count"));
    return new ClaimedInvocation(
        row.getLong("sequence"),
        row.getLong("lease_token"),
        invocation,
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Json.attempts(row.getString("attempts")),
        row.getInt("counted"),
        row.getInt("not_run_streak"));
  }

  private record Row(long dueAt, ClaimedInvocation claim) {
    static final Comparator<Row> BY_AGE =
        Comparator.comparingLong(Row::dueAt).thenComparingLong(row -> row.claim().sequence());
  }
}
