package dev.tripline.store.redrive;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.redrive.DeadLetterScan;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.engine.Condition;
import dev.tripline.store.engine.Database;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole letters in pages, on either engine. Their sizes are read first.
public final class JdbcDeadLetterScan implements DeadLetterScan {
  private static final long BYTES_AT_ONCE = 8L << 20;

  private final Database database;

  public JdbcDeadLetterScan(Database database) {
    this.database = database;
  }

  private record Sized(String id, long bytes) {}

  @Override
  public Page oldestFirst(RedriveScope scope, String after, int limit) {
    Condition where = RedriveScopes.rows(scope);
    where.and("id > :after", "after", after);
    return page(where, "ASC", limit);
  }

  @Override
  public Page newestFirst(RedriveScope scope, @Nullable String before, int limit) {
    Condition where = RedriveScopes.rows(scope);
    where.and("id < :before", "before", before);
    return page(where, "DESC", limit);
  }

  @Override
  public List<String> ids(RedriveScope scope, String after, int limit) {
    Condition where = RedriveScopes.rows(scope);
    where.and("id > :after", "after", after);
    return database
        .reader()
        .sql("SELECT id FROM dead_letter " + where.sql() + " ORDER BY id LIMIT :limit")
        .params(where.params())
        .param("limit", limit)
        .query((row, _) -> row.getString(1))
        .list();
  }

  private Page page(Condition where, String direction, int limit) {
    List<Sized> found =
        database
            .reader()
            .sql(
                "SELECT id, payload_bytes + coalesce(length(last_response), 0) AS bytes"
                    + " FROM dead_letter "
                    + where.sql()
                    + " ORDER BY id "
                    + direction
                    + " LIMIT :limit")
            .params(where.params())
            .param("limit", limit)
            .query((row, _) -> new Sized(row.getString(1), row.getLong(2)))
            .list();
    List<String> ids = fitting(found);
    if (ids.isEmpty()) {
      return new Page(List.of(), null);
    }
    List<DeadLetter> letters =
        database
            .reader()
            .sql("SELECT * FROM dead_letter WHERE id IN (:ids) ORDER BY id " + direction)
            .param("ids", ids)
            .query(DeadLetterRows.letters(database.cipher()))
            .list();
    boolean last = ids.size() == found.size() && found.size() < limit;
    return new Page(letters, last ? null : ids.getLast());
  }

  private static List<String> fitting(List<Sized> found) {
    List<String> ids = new ArrayList<>();
    long bytes = 0;
    for (Sized letter : found) {
      bytes += letter.bytes;
      if (!ids.isEmpty() && bytes > BYTES_AT_ONCE) {
        break;
      }
      ids.add(letter.id);
    }
    return ids;
  }
}
