package dev.tripline.store.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.deadletter.DeadLetterRows.Gone;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.SqlWork;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.outbox.OutboxRows;
import dev.tripline.store.settlement.Settled;
import dev.tripline.store.settlement.Settlements;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Dead letters as rows of a table, on either engine.
public final class JdbcDeadLetterStore implements DeadLetterStore {
  private final Database database;
  private final Redrives redrives;
  private final Settlements settlements;
  private final StoreEvents events;

  public JdbcDeadLetterStore(
      Database database, Redrives redrives, Settlements settlements, StoreEvents events) {
    this.database = database;
    this.redrives = redrives;
    this.settlements = settlements;
    this.events = events;
  }

  /// Puts a dead letter's payload back into the queue, within the transaction.
  @FunctionalInterface
  public interface Redrives {
    /// @return the number of the new invocation
    long enqueue(JdbcClient sql, DeadLetter letter, String requestId);
  }

  @Override
  public void add(List<DeadLetter> deadLetters, List<OutboxMessage> followUps) {
    write(sql -> DeadLetterRows.insert(sql, database.cipher(), deadLetters), followUps);
  }

  @Override
  public int addGivenUp(
      String triggerId, End end, List<DeadLetter> deadLetters, List<OutboxMessage> followUps) {
    return write(
        sql -> {
          int fresh = DeadLetterRows.insert(sql, database.cipher(), deadLetters);
          Settled settled =
              switch (end) {
                case DEAD -> Settled.DEAD;
                case EXPIRED -> Settled.EXPIRED;
              };
          settlements.add(sql, triggerId, settled, fresh);
          settlements.add(sql, triggerId, Settled.KNOWN, deadLetters.size() - fresh);
          return fresh;
        },
        followUps);
  }

  private int write(SqlWork<Integer> letters, List<OutboxMessage> followUps) {
    int fresh =
        database.write(sql -> {
          int inserted = letters.run(sql);
          OutboxRows.insert(sql, database.cipher(), database.now(), followUps);
          events.reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
          return inserted;
        });
    events.reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
    if (!followUps.isEmpty()) {
      events.workArrived();
    }
    return fresh;
  }

  @Override
  public boolean redrive(String id, String requestId, Actor actor) {
    return move(id, requestId, letter -> letter, (letter, _) -> redriven(letter, requestId, actor));
  }

  @Override
  public boolean resend(String id, Resend resend, Actor actor) {
    return move(
        id,
        resend.requestId(),
        letter ->
            letter.with(
                Objects.requireNonNullElse(resend.target(), letter.function()), resend.payload()),
        (letter, sent) -> resent(letter, sent, resend, actor));
  }

  /// The counts come last: whoever puts an event of a group into the queue waits for others that do.
  private boolean move(
      String id,
      String requestId,
      UnaryOperator<DeadLetter> change,
      BiFunction<DeadLetter, DeadLetter, AuditEntry> about) {
    boolean done =
        database.write(sql -> {
          DeadLetterRows.Taken taken = DeadLetterRows.take(sql, database.cipher(), List.of(id));
          for (DeadLetter letter : taken.letters()) {
            DeadLetter sent = change.apply(letter);
            redrives.enqueue(sql, sent, requestId);
            RedriveOrigins.Payload payload =
                Arrays.equals(sent.payload(), letter.payload())
                    ? RedriveOrigins.Payload.SAME
                    : RedriveOrigins.Payload.EDITED;
            RedriveOrigins.add(sql, database.now(), letter, requestId, payload);
            AuditRows.insert(sql, database.now(), about.apply(letter, sent));
          }
          taken.count(sql);
          return !taken.letters().isEmpty();
        });
    if (done) {
      events.workForAnybody();
    }
    return done;
  }

  private static AuditEntry resent(DeadLetter letter, DeadLetter sent, Resend resend, Actor actor) {
    Map<String, String> details =
        Map.of(
            "requestId", letter.requestId(),
            "function", letter.function().toString(),
            "newRequestId", resend.requestId(),
            "target", sent.function().toString(),
            "payloadSha256", PayloadDigest.sha256(letter.payload()),
            "newPayloadSha256", PayloadDigest.sha256(sent.payload()));
    return new AuditEntry(
        actor,
        AuditEntry.RESEND_DEAD_LETTER,
        Target.deadLetter(letter.id()),
        resend.reason(),
        details);
  }

  private static AuditEntry redriven(DeadLetter letter, String requestId, Actor actor) {
    Map<String, String> details =
        Map.of(
            "requestId", letter.requestId(),
            "function", letter.function().name(),
            "newRequestId", requestId);
    return new AuditEntry(
        actor, AuditEntry.REDRIVE_DEAD_LETTER, Target.deadLetter(letter.id()), null, details);
  }

  @Override
  public boolean discard(String id, Actor actor, String reason) {
    return discardAll(List.of(id), actor, reason) == 1;
  }

  @Override
  public int discardAll(List<String> ids, Actor actor, String reason) {
    return database.write(sql -> {
      List<Gone> gone = DeadLetterRows.remove(sql, database.cipher(), ids);
      gone.forEach(letter ->
          AuditRows.insert(
              sql, database.now(), letter.entry(actor, AuditEntry.DISCARD_DEAD_LETTER, reason)));
      return gone.size();
    });
  }

  @Override
  public int expire(List<String> ids, Target of) {
    return database.write(sql -> {
      int gone = DeadLetterRows.remove(sql, database.cipher(), free(sql, ids)).size();
      if (gone > 0) {
        AuditRows.insert(
            sql,
            database.now(),
            new AuditEntry(
                Actor.SYSTEM,
                AuditEntry.EXPIRE_DEAD_LETTERS,
                of,
                null,
                Map.of("letters", Integer.toString(gone))));
      }
      return gone;
    });
  }

  /// Those that no record waits behind: a parked key goes on with what its letter says of its record.
  private static List<String> free(JdbcClient sql, List<String> ids) {
    if (ids.isEmpty()) {
      return ids;
    }
    Set<String> parked =
        new HashSet<>(
            sql.sql("SELECT dead_letter_id FROM parked_record WHERE dead_letter_id IN (:ids)")
                .param("ids", ids)
                .query((row, _) -> row.getString(1))
                .list());
    return ids.stream().filter(id -> !parked.contains(id)).toList();
  }
}
