package dev.tripline.store.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.engine.Condition;
import dev.tripline.store.engine.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The classes of dead letters, on either engine.
public final class JdbcDeadLetterClasses implements DeadLetterClasses {
  private static final String ONE = "SELECT * FROM dead_letter_class WHERE id = :id";
  private static final String UNCLASSIFIED =
      "SELECT count(*) FROM (SELECT 1 FROM dead_letter WHERE class_id IS NULL LIMIT :limit) AS"
          + " found";

  private final Database database;
  private final ClassTending tending;

  public JdbcDeadLetterClasses(Database database) {
    this.database = database;
    this.tending = new ClassTending(database);
  }

  @Override
  public Optional<DeadLetterClass> find(String id) {
    return database
        .reader()
        .sql(ONE)
        .param("id", id)
        .query(ClassRow.reader(database.cipher()))
        .optional()
        .map(row -> classes(List.of(row)).getFirst());
  }

  @Override
  public Page page(Filter filter, @Nullable Cursor after, int limit) {
    Condition where = new Condition();
    where.and("function_name = :function", "function", filter.functionName());
    State state = filter.state();
    if (state != null) {
      where.and(ofState(state), "state", state.name());
    }
    if (after != null) {
      where.and("(touched_at, id) < (:at, :id)", "at", after.at().toEpochMilli());
    }
    JdbcClient.StatementSpec query =
        database
            .reader()
            .sql(
                "SELECT * FROM dead_letter_class "
                    + where.sql()
                    + " ORDER BY touched_at DESC, id DESC LIMIT :limit")
            .params(where.params())
            .param("limit", limit + 1);
    if (after != null) {
      query = query.param("id", after.id());
    }
    if (state == State.OPEN || state == State.SNOOZED) {
      query = query.param("now", database.clock().millis());
    }
    List<ClassRow> rows = query.query(ClassRow.reader(database.cipher())).list();
    boolean more = rows.size() > limit;
    List<ClassRow> shown = more ? rows.subList(0, limit) : rows;
    return new Page(classes(shown), more ? shown.getLast().cursor() : null);
  }

  /// A snooze that is over is a class that is open.
  private static String ofState(State state) {
    return switch (state) {
      case OPEN -> "(state = :state OR (state = 'SNOOZED' AND snoozed_until <= :now))";
      case SNOOZED -> "state = :state AND snoozed_until > :now";
      case ACKNOWLEDGED, RESOLVED -> "state = :state";
    };
  }

  private List<DeadLetterClass> classes(List<ClassRow> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    long now = database.clock().millis();
    Map<String, ClassFigures> figures = new HashMap<>();
    database
        .reader()
        .sql(
            "SELECT class_id, hour, fresh, alive, total, last_at FROM dead_letter_class_count"
                + " WHERE class_id IN (:ids)")
        .param("ids", rows.stream().map(ClassRow::id).toList())
        .query(row -> {
          figures.computeIfAbsent(row.getString("class_id"), _ -> new ClassFigures(now)).add(row);
        });
    ClassFigures none = new ClassFigures(now);
    return rows.stream()
        .map(row -> figures.getOrDefault(row.id(), none).describe(row, now))
        .toList();
  }

  @Override
  public List<Long> arrivals() {
    long now = database.clock().millis();
    ClassFigures all = new ClassFigures(now);
    database
        .reader()
        .sql(
            "SELECT hour, sum(fresh) AS fresh FROM dead_letter_class_count"
                + " WHERE hour > :hour GROUP BY hour")
        .param("hour", all.hour() - DeadLetterClass.HOURS)
        .query(row -> {
          all.arrived(row.getLong("hour"), row.getLong("fresh"));
        });
    return all.trend();
  }

  @Override
  public Count unclassified() {
    int rows =
        database
            .reader()
            .sql(UNCLASSIFIED)
            .param("limit", Count.COUNTED_ROWS + 1)
            .query(Integer.class)
            .single();
    return Count.ofRows(rows);
  }

  @Override
  public Optional<DeadLetterClass> change(String id, Change change, Actor actor) {
    List<String> sets = new ArrayList<>();
    Map<String, @Nullable Object> params = new HashMap<>();
    Map<String, String> details = new HashMap<>();
    Decision decision = change.state();
    if (decision != null) {
      Instant until = decision.snoozedUntil();
      sets.add(
          "state = :state, state_since = NOW, snoozed_until = :until"
              .replace("NOW", database.now()));
      params.put("state", decision.state().name());
      params.put("until", Condition.millis(until));
      details.put("state", decision.state().name().toLowerCase(Locale.ROOT));
      if (until != null) {
        details.put("snoozedUntil", until.toString());
      }
    }
    text("assignee", change.assignee(), sets, params, details);
    text("note", change.note(), sets, params, details);
    if (!sets.isEmpty()) {
      database.write(sql -> {
        int changed =
            sql.sql("UPDATE dead_letter_class SET " + String.join(", ", sets) + " WHERE id = :id")
                .params(params)
                .param("id", id)
                .update();
        if (changed == 1) {
          AuditRows.insert(sql, database.now(), entry(id, actor, details));
        }
        return changed;
      });
    }
    return find(id);
  }

  private static void text(
      String name,
      @Nullable Entry entry,
      List<String> sets,
      Map<String, @Nullable Object> params,
      Map<String, String> details) {
    if (entry != null) {
      String text = entry.text();
      sets.add(name + " = :" + name);
      params.put(name, text == null ? null : text.replace('\0', '\uFFFD'));
      details.put(name, text == null ? "" : text);
    }
  }

  private static AuditEntry entry(String id, Actor actor, Map<String, String> details) {
    return new AuditEntry(
        actor, AuditEntry.UPDATE_DEAD_LETTER_CLASS, Target.deadLetterClass(id), null, details);
  }

  @Override
  public Tended tend(Duration quiet, Duration retention) {
    int classified = tending.classify();
    int resolved = tending.resolve(quiet);
    return new Tended(classified, resolved, tending.forget(retention));
  }
}
