package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.store.engine.Condition;
import dev.tripline.store.engine.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Dead letters as operators look at them, on either engine.
public final class JdbcDeadLetterQueries implements DeadLetterQueries {
  /// A trace that the letters were told of, and one that follows from their request, each by an index of its
  /// own. Between the first and the last of them: without that, PostgreSQL may walk all letters and look for
  /// each among those found.
  private static final String OF_TRACE =
      """
      id IN (FOUND) AND id >= (SELECT min(id) FROM (FOUND) AS f) AND id <= (SELECT max(id) FROM (FOUND) AS l)
      """
          .replace(
              "FOUND",
              """
              SELECT id FROM dead_letter WHERE trace IS NOT NULL AND substr(trace, 4, 32) = :trace
                UNION ALL SELECT id FROM dead_letter WHERE request_id >= :first AND request_id <= :last\
              """);

  private final Database database;

  public JdbcDeadLetterQueries(Database database) {
    this.database = database;
  }

  @Override
  public Optional<DeadLetter> find(String id) {
    return database
        .reader()
        .sql("SELECT * FROM dead_letter WHERE id = :id")
        .param("id", id)
        .query(DeadLetterRows.letters(database.cipher()))
        .optional();
  }

  @Override
  public Optional<String> classOf(String id) {
    return database
        .reader()
        .sql("SELECT class_id FROM dead_letter WHERE id = :id AND class_id IS NOT NULL")
        .param("id", id)
        .query((row, _) -> row.getString(1))
        .optional();
  }

  @Override
  public List<DeadLetterSummary> page(Filter filter, @Nullable String before, int limit) {
    Condition where = rows(filter);
    where.and("id < :before", "before", before);
    return database
        .reader()
        .sql(
            "SELECT "
                + DeadLetterRows.SUMMARY
                + " FROM dead_letter "
                + where.sql()
                + " ORDER BY id DESC LIMIT :limit")
        .params(where.params())
        .param("limit", limit)
        .query(DeadLetterRows.summaries(database.cipher()))
        .list();
  }

  @Override
  public Count count(Filter filter) {
    if (filter.needsRows()) {
      return countRows(filter);
    }
    if (filter.classId() != null) {
      return countClass(filter.classId());
    }
    Condition where = counters(filter);
    return database
        .reader()
        .sql("SELECT coalesce(sum(letters), 0) FROM dead_letter_count " + where.sql())
        .params(where.params())
        .query((row, _) -> new Count(row.getLong(1), true))
        .single();
  }

  private Count countClass(String id) {
    return database
        .reader()
        .sql("SELECT coalesce(sum(alive), 0) FROM dead_letter_class_count WHERE class_id = :id")
        .param("id", id)
        .query((row, _) -> new Count(row.getLong(1), true))
        .single();
  }

  private Count countRows(Filter filter) {
    Condition where = rows(filter);
    long rows =
        database
            .reader()
            .sql(
                "SELECT count(*) FROM (SELECT 1 FROM dead_letter "
                    + where.sql()
                    + " LIMIT :limit) AS found")
            .params(where.params())
            .param("limit", Count.COUNTED_ROWS + 1)
            .query(Long.class)
            .single();
    return Count.ofRows(rows);
  }

  @Override
  public List<Group> groups(Filter filter, GroupBy by, int limit) {
    if (!filter.hasGroups()) {
      throw new IllegalArgumentException("groups are of all times, requests and classes");
    }
    Condition where = counters(filter);
    String column =
        switch (by) {
          case FUNCTION -> "function_name";
          case TRIGGER -> "trigger_id";
          case REASON -> "reason";
          case ERROR_TYPE -> "error_type";
        };
    return database
        .reader()
        .sql(
            """
            SELECT nullif(COLUMN, '') AS value, sum(letters) AS letters FROM dead_letter_count WHERE
            GROUP BY COLUMN HAVING sum(letters) > 0 ORDER BY sum(letters) DESC, COLUMN LIMIT :limit
            """
                .replace("WHERE", where.sql())
                .replace("COLUMN", column))
        .params(where.params())
        .param("limit", limit)
        .query((row, _) -> new Group(row.getString("value"), row.getLong("letters")))
        .list();
  }

  @Override
  public Optional<Instant> oldest(Filter filter) {
    Condition where = rows(filter);
    return database
        .reader()
        .sql("SELECT died_at FROM dead_letter " + where.sql() + " ORDER BY id LIMIT 1")
        .params(where.params())
        .query((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
        .optional();
  }

  /// The letters that match, as rows.
  public static Condition rows(Filter filter) {
    boolean none = Filter.NO_TRIGGER.equals(filter.triggerId());
    Condition where =
        conditions(filter, none ? "coalesce(trigger_id, '') = :trigger" : "trigger_id = :trigger");
    where.and("died_at >= :from", "from", Condition.millis(filter.from()));
    where.and("died_at < :to", "to", Condition.millis(filter.to()));
    where.and("request_id = :request", "request", filter.requestId());
    where.and("class_id = :class", "class", filter.classId());
    where.and("order_key = :key", "key", filter.orderKey());
    String trace = filter.traceId();
    if (trace != null) {
      where.and(OF_TRACE, "trace", trace);
      where.give("first", Trace.requestOf(trace, '0'));
      where.give("last", Trace.requestOf(trace, 'f'));
    }
    return where;
  }

  /// Letters and their counters have the same names for what is counted apart.
  public static Condition counters(Filter filter) {
    return conditions(filter, "trigger_id = :trigger");
  }

  private static Condition conditions(Filter filter, String trigger) {
    Condition where = new Condition();
    where.and("function_name = :function", "function", filter.functionName());
    where.and(trigger, "trigger", filter.triggerId());
    where.and("reason = :reason", "reason", filter.reason());
    where.and("error_type = :error", "error", filter.errorType());
    return where;
  }
}
