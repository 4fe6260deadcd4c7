package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.due.DueWork;
import dev.tripline.store.due.ReadableClaims;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.Json;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import dev.tripline.store.outbox.OutboxRows;
import dev.tripline.store.redrive.RedriveRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The queue as rows of a table, on either engine. Every change of a claimed row is one conditional
/// statement with the claim's token (rule R2).
public final class JdbcInvocationQueue implements InvocationQueue {
  private static final String LEAVE =
      "DELETE FROM invocation WHERE sequence = :sequence AND state + 0 = 1 AND lease_token = :token"
          + " RETURNING redriven_from";

  private final Database database;
  private final PayloadCipher cipher;
  private final QueueStatements statements;
  private final OwnLease lease;
  private final StoreEvents events;
  private final DueWork dueWork;
  private final ReadableClaims claims;
  private final TenantWork tenants;

  public JdbcInvocationQueue(
      Database database,
      QueueStatements statements,
      OwnLease lease,
      StoreEvents events,
      DueWork dueWork) {
    this.database = database;
    this.cipher = database.cipher();
    this.statements = statements;
    this.lease = lease;
    this.events = events;
    this.dueWork = dueWork;
    this.claims = new ReadableClaims(database, events, "invocation", "request_id");
    this.tenants = new TenantWork(database, statements, claims, this::claimed);
    events.onReturned(dueWork::forget);
  }

  @Override
  public Enqueued enqueue(NewInvocation invocation, boolean claim) {
    return enqueue(List.of(row(invocation, claim && lease.holds()))).getFirst();
  }

  @Override
  public List<Enqueued> enqueueTogether(List<Offer> offers) {
    boolean held = lease.holds();
    return enqueue(
        offers.stream().map(offer -> row(offer.invocation(), offer.claim() && held)).toList());
  }

  /// On the thread of the caller: committers have enough to do.
  private EnqueueChange.Row row(NewInvocation invocation, boolean claim) {
    byte[] payload =
        cipher.seal(QueueColumns.PAYLOAD, invocation.payload(), invocation.requestId());
    return new EnqueueChange.Row(invocation, claim, payload);
  }

  private List<Enqueued> enqueue(List<EnqueueChange.Row> rows) {
    List<Enqueued> answers;
    try {
      answers = database.commit(new EnqueueChange(statements.enqueue(), rows));
    } catch (StoreFullException e) {
      events.counters().refusedFull.add(rows.size());
      throw e;
    }
    boolean waiting = false;
    for (int i = 0; i < answers.size(); i++) {
      switch (answers.get(i)) {
        case Enqueued.Claimed _ -> accepted();
        case Enqueued.Waiting _ -> {
          accepted();
          dueWork.arrived(rows.get(i).invocation.function().name());
          waiting = true;
        }
        case Enqueued.Held _ -> accepted();
        case Enqueued.Duplicate _ -> events.counters().duplicates.increment();
      }
    }
    if (waiting) {
      events.workForAnybody();
    }
    return answers;
  }

  private void accepted() {
    events.reached(Milestone.INGEST_AFTER_COMMIT);
    events.counters().enqueued.increment();
  }

  @Override
  public List<String> functionsWithDueWork(int limit) {
    List<String> found = dueWork.functions(limit);
    List<String> ofTenants = tenants.functions(limit);
    return ofTenants.isEmpty()
        ? found
        : Stream.concat(found.stream(), ofTenants.stream()).distinct().limit(limit).toList();
  }

  @Override
  public List<ClaimedInvocation> claimDue(String functionName, int limit, Set<String> enough) {
    if (!lease.holds()) {
      return List.of(); // another node could take them at once; the next heartbeat begins anew
    }
    TenantWork.Claimed ofTenants = tenants.claim(functionName, tenants.part(limit), enough);
    List<ClaimedInvocation> claimed = new ArrayList<>(ofTenants.claims());
    claimed.addAll(claimOfNone(functionName, limit - claimed.size()));
    if (ofTenants.full()) {
      int rest = limit - claimed.size();
      claimed.addAll(tenants.claim(functionName, rest, enough).claims());
    }
    claimed.forEach(_ -> events.reached(Milestone.CLAIMED));
    return claimed;
  }

  private List<ClaimedInvocation> claimOfNone(String functionName, int limit) {
    if (limit == 0) {
      return List.of();
    }
    long askedAt = database.clock().millis();
    ReadableClaims.Claimed<Row> claimed =
        claims.claim(
            row -> new Row(row.getLong("due_at"), claimed(row)),
            (sql, rows) ->
                sql.sql(statements.claim(database.now()))
                    .param("owner", lease.epoch())
                    .param("function", functionName)
                    .param("since", dueWork.since(functionName))
                    .param("limit", limit)
                    .query(rows)
                    .list());
    boolean more = claimed.found() == limit;
    dueWork.claimed(functionName, askedAt, more, more ? claimed.lastDue() : 0);
    return claimed.rows().stream().sorted(Row.BY_AGE).map(Row::claim).toList();
  }

  @Override
  public boolean complete(ClaimedInvocation claim, List<OutboxMessage> followUps) {
    boolean done = database.commit(new CompleteChange(statements.complete(), claim, followUps));
    if (done) {
      released(claim);
      events.reached(Milestone.COMPLETED);
      announce(followUps);
    }
    return events.counters().fenced(done);
  }

  @Override
  public boolean retryLater(
      ClaimedInvocation claim, Attempt failed, boolean countsAsAttempt, Duration delay) {
    String attempts =
        cipher.seal(
            QueueColumns.ATTEMPTS,
            Json.attempts(RetryChange.remember(claim, failed, countsAsAttempt)),
            claim.invocation().requestId());
    boolean done =
        database.commit(
            new RetryChange(statements.retry(), claim, attempts, countsAsAttempt, delay));
    if (done) {
      dueWork.arrived(claim.invocation().function().name());
      events.reached(Milestone.RETRY_SCHEDULED);
    }
    return events.counters().fenced(done);
  }

  @Override
  public boolean deadLetter(
      ClaimedInvocation claim, DeadLetter deadLetter, List<OutboxMessage> followUps) {
    boolean done =
        database.write(sql -> {
          Optional<DeadLetter.Links> left =
              sql.sql(LEAVE)
                  .param("sequence", claim.sequence())
                  .param("token", claim.token())
                  .query((row, _) -> links(claim, row.getString("redriven_from")))
                  .optional();
          if (left.isEmpty()) {
            return false;
          }
          String group = claim.invocation().orderKey();
          if (group != null) {
            statements.release(sql, group);
          }
          if (left.get().redrivenFrom() != null) {
            RedriveRows.died(sql, deadLetter.requestId(), deadLetter.id());
          }
          DeadLetterRows.insert(sql, cipher, List.of(deadLetter.with(left.get())));
          OutboxRows.insert(sql, cipher, database.now(), followUps);
          events.reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
          return true;
        });
    if (done) {
      released(claim);
      events.reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
      announce(followUps);
    }
    return events.counters().fenced(done);
  }

  private static DeadLetter.Links links(ClaimedInvocation claim, @Nullable String redrivenFrom) {
    String group = claim.invocation().orderKey();
    return new DeadLetter.Links(
        claim.invocation().tenantId(),
        group,
        group == null ? null : Long.toString(claim.sequence()),
        redrivenFrom,
        claim.invocation().trace().stored());
  }

  /// Another of its group may be due now.
  private void released(ClaimedInvocation claim) {
    if (claim.invocation().orderKey() != null) {
      dueWork.arrived(claim.invocation().function().name());
    }
  }

  /// There is something to send.
  private void announce(List<OutboxMessage> followUps) {
    if (!followUps.isEmpty()) {
      events.workArrived();
    }
  }

  private ClaimedInvocation claimed(ResultSet row) throws SQLException {
    String request = row.getString("request_id");
    NewInvocation invocation =
        new NewInvocation(
            request,
            new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
            cipher.open(QueueColumns.PAYLOAD, row.getBytes("payload"), request),
            row.getString("trigger_id"),
            null,
            row.getInt("recursion_depth"),
            row.getInt("redrive_count"),
            row.getString("tenant_id"),
            row.getString("order_key"),
            Trace.ofStored(row.getString("trace")));
    return new ClaimedInvocation(
        row.getLong("sequence"),
        row.getLong("lease_token"),
        row.getLong("owner"),
        invocation,
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Json.attempts(cipher.openIfAny(QueueColumns.ATTEMPTS, row.getString("attempts"), request)),
        row.getInt("counted"),
        row.getInt("not_run_streak"));
  }

  private record Row(long dueAt, ClaimedInvocation claim) {
    static final Comparator<Row> BY_AGE =
        Comparator.comparingLong(Row::dueAt).thenComparingLong(row -> row.claim().sequence());
  }
}
