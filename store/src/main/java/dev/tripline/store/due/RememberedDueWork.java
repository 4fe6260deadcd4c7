package dev.tripline.store.due;

import dev.tripline.store.engine.Database;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Remembers where the live entries of each function begin, so that entries of rows that are gone are
/// walked seldom: PostgreSQL keeps them for as long as anybody has an older snapshot open.
///
/// Between full looks only functions are asked for of which this node knows: by the last full look,
/// and because it put their work in itself. Work of others, and what was committed behind a mark, is
/// found by the next full look.
public final class RememberedDueWork implements DueWork {
  /// Hops from function to function; the first live entry of each is its oldest.
  private static final String ALL =
      """
      WITH RECURSIVE waiting (name, oldest) AS (
        (SELECT function_name, due_at FROM invocation
         WHERE state = 0 AND tenant_id IS NULL AND function_name > ''
         ORDER BY function_name, due_at LIMIT 1)
        UNION ALL
        SELECT next.function_name, next.due_at FROM waiting, LATERAL (
          SELECT i.function_name, i.due_at FROM invocation i
          WHERE i.state = 0 AND i.tenant_id IS NULL AND i.function_name > waiting.name
          ORDER BY i.function_name, i.due_at LIMIT 1) AS next)
      SELECT name, oldest, oldest <= store_now() AS due FROM waiting ORDER BY oldest
      """;

  private static final String KNOWN =
      """
      SELECT name FROM (
        SELECT k.name, (SELECT i.due_at FROM invocation i
            WHERE i.state = 0 AND i.tenant_id IS NULL AND i.function_name = k.name
              AND i.due_at >= k.since
              AND i.due_at <= store_now()
            ORDER BY i.due_at LIMIT 1) AS oldest
        FROM unnest(:names::text[], :since::bigint[]) AS k (name, since)) AS functions
      WHERE oldest IS NOT NULL ORDER BY oldest LIMIT :limit
      """;

  /// A function without work is remembered for so long.
  private static final long MEMORY_MILLIS = 60_000;

  private final Database database;
  private final FullLooks fullLooks = new FullLooks();
  private final Map<String, Mark> marks = new ConcurrentHashMap<>();
  private final AtomicInteger forgotten = new AtomicInteger();

  public RememberedDueWork(Database database) {
    this.database = database;
  }

  /// @param since the lowest due time at which a live entry is expected
  /// @param usedAt when work of the function was last known of; both of the store's clock
  private record Mark(long since, long usedAt) {}

  private record Oldest(String name, long dueAt, boolean due) {}

  @Override
  public List<String> functions(int limit) {
    return fullLooks.isDue() ? all(limit) : known(limit);
  }

  private List<String> all(int limit) {
    long begun = System.nanoTime();
    int before = forgotten.get();
    long now = database.clock().millis();
    long settled = now - DueMark.SLACK_MILLIS;
    List<Oldest> found =
        database
            .reader()
            .sql(ALL)
            .query((row, _) -> new Oldest(row.getString(1), row.getLong(2), row.getBoolean(3)))
            .list();
    marks.values().removeIf(mark -> mark.usedAt() < now - MEMORY_MILLIS);
    marks.replaceAll((_, mark) -> new Mark(Math.max(mark.since(), settled), mark.usedAt()));
    for (Oldest function : found) {
      marks.put(function.name(), new Mark(Math.min(function.dueAt(), settled), now));
    }
    fullLooks.took(begun);
    if (forgotten.get() != before) {
      fullLooks.beginAgain(); // the look may be older than the news
    }
    return found.stream().filter(Oldest::due).map(Oldest::name).limit(limit).toList();
  }

  private List<String> known(int limit) {
    List<Map.Entry<String, Mark>> asked = List.copyOf(marks.entrySet());
    if (asked.isEmpty()) {
      return List.of();
    }
    return database
        .reader()
        .sql(KNOWN)
        .param("names", asked.stream().map(Map.Entry::getKey).toArray(String[]::new))
        .param("since", asked.stream().map(e -> e.getValue().since()).toArray(Long[]::new))
        .param("limit", limit)
        .query((row, _) -> row.getString(1))
        .list();
  }

  @Override
  public long since(String function) {
    Mark mark = marks.get(function);
    return mark == null ? 0 : mark.since();
  }

  @Override
  public void claimed(String function, long askedAt, boolean more, long lastDue) {
    marks.put(function, new Mark(more ? lastDue : askedAt - DueMark.SLACK_MILLIS, askedAt));
  }

  @Override
  public void arrived(String function) {
    if (!marks.containsKey(function)) {
      long now = database.clock().millis();
      marks.putIfAbsent(function, new Mark(now - DueMark.SLACK_MILLIS, now));
    }
  }

  @Override
  public void forget() {
    forgotten.incrementAndGet();
    marks.clear();
    fullLooks.beginAgain();
  }
}
