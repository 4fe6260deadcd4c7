package dev.tripline.store.outbox;

import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.UnreadableValueException;
import dev.tripline.store.due.DueMark;
import dev.tripline.store.due.ReadableClaims;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.Json;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.lease.OwnLease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The outbox as rows of a table, on either engine.
public final class JdbcOutbox implements Outbox {
  private static final String ANY_DUE =
      "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 0 AND due_at >= :since"
          + " AND due_at <= :now)";
  private static final String OWN =
      " WHERE sequence = :sequence AND state + 0 = 1 AND lease_token = :token";

  private final Database database;
  private final PayloadCipher cipher;
  private final String claim;
  private final OwnLease lease;
  private final StoreEvents events;
  private final DueMark mark;
  private final ReadableClaims claims;

  /// @param claim claims rows: named parameters `owner`, `since` and `limit`, `:now` stands for the time
  public JdbcOutbox(Database database, String claim, OwnLease lease, StoreEvents events) {
    this.database = database;
    this.cipher = database.cipher();
    this.claim = claim;
    this.lease = lease;
    this.events = events;
    this.mark = new DueMark(database.clock());
    this.claims = new ReadableClaims(database, events, "outbox", "id");
    events.onReturned(mark::forget);
  }

  @Override
  public List<Claimed> claimDue(int limit) {
    if (!lease.holds()) {
      return List.of();
    }
    DueMark.Look look = mark.begin();
    if (!anyDue(look)) {
      mark.ended(look, false, 0);
      return List.of();
    }
    ReadableClaims.Claimed<Claimed> claimed =
        claims.claim(
            this::claimed,
            (sql, rows) ->
                sql.sql(claim.replace(":now", database.now()))
                    .param("owner", lease.epoch())
                    .param("since", look.since())
                    .param("limit", limit)
                    .query(rows)
                    .list());
    mark.ended(look, claimed.found() == limit, claimed.lastDue());
    return claimed.rows().stream().sorted(Comparator.comparingLong(Claimed::sequence)).toList();
  }

  /// A read is cheaper than a claim of nothing, and senders ask often.
  private boolean anyDue(DueMark.Look look) {
    return database
        .reader()
        .sql(ANY_DUE.replace(":now", database.now()))
        .param("since", look.since())
        .query(Boolean.class)
        .single();
  }

  @Override
  public boolean sent(Claimed message) {
    return fenced(message, sql -> sql.sql("DELETE FROM outbox" + OWN));
  }

  @Override
  public boolean retryLater(Claimed message, String error, Duration delay) {
    return fenced(
        message,
        sql ->
            sql.sql(
                    "UPDATE outbox SET state = 0, owner = NULL, tries = tries + 1, last_error ="
                        + " :error, due_at = :delay + "
                        + database.now()
                        + OWN)
                .param("error", cipher.seal(OutboxRows.ERROR, error, message.message().id()))
                .param("delay", delay.toMillis()));
  }

  @Override
  public boolean giveUp(Claimed message, String error) {
    return fenced(
        message,
        sql ->
            sql.sql(
                    "UPDATE outbox SET state = 2, owner = NULL, tries = tries + 1, last_error ="
                        + " :error"
                        + OWN)
                .param("error", cipher.seal(OutboxRows.ERROR, error, message.message().id())));
  }

  @Override
  public List<GivenUp> givenUp(int limit) {
    return database
        .reader()
        .sql("SELECT * FROM outbox WHERE state = 2 ORDER BY sequence DESC LIMIT :limit")
        .param("limit", limit)
        .query((row, _) -> givenUp(row))
        .list();
  }

  @Override
  public long waiting() {
    return database
        .reader()
        .sql(
            "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = 0 AND due_at >= 0"
                + " ORDER BY due_at LIMIT :limit) AS found")
        .param("limit", COUNTED)
        .query(Long.class)
        .single();
  }

  private boolean fenced(Claimed message, Statement statement) {
    int changed =
        database.write(sql ->
            statement
                .on(sql)
                .param("sequence", message.sequence())
                .param("token", message.token())
                .update());
    return events.counters().fenced(changed == 1);
  }

  /// Without body and headers if they cannot be decrypted.
  private GivenUp givenUp(ResultSet row) throws SQLException {
    String error =
        String.valueOf(
            cipher.openOrReason(
                OutboxRows.ERROR, row.getString("last_error"), row.getString("id")));
    OutboxMessage message;
    try {
      message = message(row);
    } catch (UnreadableValueException _) {
      message = message(row, new byte[0], Map.of());
    }
    return new GivenUp(message, row.getInt("tries"), error);
  }

  private Claimed claimed(ResultSet row) throws SQLException {
    return new Claimed(
        message(row), row.getLong("sequence"), row.getLong("lease_token"), row.getInt("tries"));
  }

  private OutboxMessage message(ResultSet row) throws SQLException {
    String id = row.getString("id");
    return message(
        row,
        cipher.open(OutboxRows.BODY, row.getBytes("body"), id),
        Json.strings(cipher.open(OutboxRows.HEADERS, row.getString("headers"), id)));
  }

  private static OutboxMessage message(ResultSet row, byte[] body, Map<String, String> headers)
      throws SQLException {
    String request = row.getString("request_id");
    return new OutboxMessage(
        row.getString("id"),
        row.getString("destination"),
        body,
        headers,
        row.getInt("recursion_depth"),
        row.getString("dead_letter_id"),
        request == null ? null : new OutboxMessage.Cause(request, row.getString("trace")));
  }

  private interface Statement {
    JdbcClient.StatementSpec on(JdbcClient sql);
  }
}
