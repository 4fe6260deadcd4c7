package dev.tripline.store.due;

import dev.tripline.store.engine.Database;
import java.util.List;

/// Asks the index each time: an engine that removes entries at once leaves nothing to walk over.
public final class IndexedDueWork implements DueWork {
  /// One row a function, found by hopping from name to name in the index of waiting rows.
  private static final String DUE =
      """
      WITH RECURSIVE waiting (name) AS (
        SELECT min(function_name) FROM invocation WHERE state = 0 AND tenant_id IS NULL
        UNION ALL
        SELECT (SELECT min(i.function_name) FROM invocation i
                WHERE i.state = 0 AND i.tenant_id IS NULL
                  AND i.function_name > waiting.name)
        FROM waiting WHERE waiting.name IS NOT NULL)
      SELECT name FROM (
        SELECT name, (SELECT min(i.due_at) FROM invocation i
                      WHERE i.state = 0 AND i.tenant_id IS NULL
                        AND i.function_name = waiting.name) AS oldest
        FROM waiting WHERE name IS NOT NULL) AS functions
      WHERE oldest <= :now ORDER BY oldest LIMIT :limit
      """;

  private final Database database;

  public IndexedDueWork(Database database) {
    this.database = database;
  }

  @Override
  public List<String> functions(int limit) {
    return database
        .reader()
        .sql(DUE.replace(":now", database.now()))
        .param("limit", limit)
        .query((row, _) -> row.getString(1))
        .list();
  }

  @Override
  public long since(String function) {
    return 0;
  }

  @Override
  public void claimed(String function, long askedAt, boolean more, long lastDue) {
    // Nothing is remembered.
  }

  @Override
  public void arrived(String function) {
    // The index has it.
  }

  @Override
  public void forget() {
    // Nothing was remembered.
  }
}
