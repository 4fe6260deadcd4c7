package dev.tripline.store.deadletter;

import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.DeadLetter;
import dev.tripline.spi.store.DeadLetterStore;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.engine.Database;
import dev.tripline.store.event.StoreEvents;
import dev.tripline.store.outbox.OutboxRows;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Dead letters as rows of a table, on either engine.
public final class JdbcDeadLetterStore implements DeadLetterStore {
  private static final String REMOVE = "DELETE FROM dead_letter WHERE id = :id RETURNING *";
  private static final String AUDIT =
      """
      INSERT INTO dead_letter_audit (id, request_id, function_name, action, detail, at)
      VALUES (:id, :request, :function, :action, :detail, :now)
      """;

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
      deadLetters.forEach(letter -> DeadLetterRows.insert(sql, letter));
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
  public Optional<DeadLetter> find(String id) {
    return database
        .reader()
        .sql("SELECT * FROM dead_letter WHERE id = :id")
        .param("id", id)
        .query(DeadLetterRows::read)
        .optional();
  }

  @Override
  public List<DeadLetter> page(Filter filter, @Nullable String before, int limit) {
    Condition where = new Condition();
    where.and("id < :before", "before", before);
    where.and("function_name = :function", "function", filter.functionName());
    where.and("trigger_id = :trigger", "trigger", filter.triggerId());
    where.and("reason = :reason", "reason", filter.reason());
    where.and("died_at >= :from", "from", Condition.millis(filter.from()));
    where.and("died_at < :to", "to", Condition.millis(filter.to()));
    return database
        .reader()
        .sql("SELECT * FROM dead_letter " + where.sql() + " ORDER BY id DESC LIMIT :limit")
        .params(where.params())
        .param("limit", limit)
        .query(DeadLetterRows::read)
        .list();
  }

  @Override
  public boolean redrive(String id, String requestId) {
    boolean done =
        database.write(sql -> {
          Optional<DeadLetter> letter = remove(sql, id);
          letter.ifPresent(found -> {
            redrives.enqueue(sql, found, requestId);
            audit(sql, found, "redriven", requestId);
          });
          return letter.isPresent();
        });
    if (done) {
      events.workArrived();
    }
    return done;
  }

  @Override
  public boolean discard(String id, String reason) {
    return database.write(sql -> {
      Optional<DeadLetter> letter = remove(sql, id);
      letter.ifPresent(found -> audit(sql, found, "discarded", reason));
      return letter.isPresent();
    });
  }

  private static Optional<DeadLetter> remove(JdbcClient sql, String id) {
    return sql.sql(REMOVE).param("id", id).query(DeadLetterRows::read).optional();
  }

  private void audit(JdbcClient sql, DeadLetter letter, String action, String detail) {
    sql.sql(AUDIT.replace(":now", database.now()))
        .param("id", letter.id())
        .param("request", letter.requestId())
        .param("function", letter.function().name())
        .param("action", action)
        .param("detail", detail)
        .update();
  }
}
