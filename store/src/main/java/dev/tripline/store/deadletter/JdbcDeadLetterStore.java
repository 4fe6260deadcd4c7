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
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.outbox.OutboxRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Dead letters as rows of a table, on either engine.
public final class JdbcDeadLetterStore implements DeadLetterStore {
  private final Database database;
  private final Redrives redrives;
  private final StoreEvents events;

  public JdbcDeadLetterStore(Database database, Redrives redrives, StoreEvents events) {
    this.database = database;
    this.redrives = redrives;
    this.events = events;
  }

  /// Puts a dead letter's payload back into the queue, within the transaction.
  @FunctionalInterface
  public interface Redrives {
    void enqueue(JdbcClient sql, DeadLetter letter, String requestId);
  }

  @Override
  public void add(List<DeadLetter> deadLetters, List<OutboxMessage> followUps) {
    database.write(sql -> {
      DeadLetterRows.insert(sql, deadLetters);
      OutboxRows.insert(sql, database.now(), followUps);
      events.reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
      return true;
    });
    events.reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
    if (!followUps.isEmpty()) {
      events.workArrived();
    }
  }

  @Override
  public boolean redrive(String id, String requestId, Actor actor) {
    boolean done =
        database.write(sql -> {
          Optional<DeadLetter> letter = DeadLetterRows.take(sql, id);
          letter.ifPresent(found -> {
            redrives.enqueue(sql, found, requestId);
            AuditRows.insert(sql, database.now(), redriven(found, requestId, actor));
          });
          return letter.isPresent();
        });
    if (done) {
      events.workArrived();
    }
    return done;
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
    return database.write(sql -> {
      List<Gone> gone = DeadLetterRows.remove(sql, List.of(id));
      gone.forEach(letter ->
          AuditRows.insert(
              sql, database.now(), letter.entry(actor, AuditEntry.DISCARD_DEAD_LETTER, reason)));
      return !gone.isEmpty();
    });
  }
}
