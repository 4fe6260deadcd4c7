package dev.tripline.store.parking;

import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.store.engine.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/// Parked keys as operators look at them, on either engine.
public final class JdbcParkedKeyQueries implements ParkedKeyQueries {
  private static final String PAGE =
      "SELECT * FROM parked_key WHERE trigger_id = :trigger AFTER"
          + " ORDER BY parked_at, key LIMIT :limit";

  private static final String AFTER = "AND (parked_at, key) > (:since, :key)";

  private final Database database;

  public JdbcParkedKeyQueries(Database database) {
    this.database = database;
  }

  @Override
  public Optional<ParkedKey> find(String triggerId, String key) {
    return database
        .reader()
        .sql("SELECT * FROM parked_key" + ParkedRows.OF_KEY)
        .params(ParkedRows.params(triggerId, key))
        .query(ParkedRows.keys(database.cipher()))
        .optional();
  }

  @Override
  public List<ParkedKey> page(String triggerId, @Nullable ParkedKey after, int limit) {
    return from(after)
        .param("trigger", triggerId)
        .param("limit", limit)
        .query(ParkedRows.keys(database.cipher()))
        .list();
  }

  private StatementSpec from(@Nullable ParkedKey after) {
    if (after == null) {
      return database.reader().sql(PAGE.replace("AFTER", ""));
    }
    return database
        .reader()
        .sql(PAGE.replace("AFTER", AFTER))
        .param("since", after.since().toEpochMilli())
        .param("key", ParkedRows.bytes(after.key()));
  }

  @Override
  public Waiting count(String triggerId) {
    return database
        .reader()
        .sql(
            """
            SELECT count(*), coalesce(sum(records), 0), coalesce(sum(bytes), 0) FROM parked_key
            WHERE trigger_id = :trigger
            """)
        .param("trigger", triggerId)
        .query((row, _) -> new Waiting(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  @Override
  public Map<String, Waiting> counts() {
    return database
        .reader()
        .sql(
            """
            SELECT trigger_id, count(*), coalesce(sum(records), 0), coalesce(sum(bytes), 0)
            FROM parked_key GROUP BY trigger_id
            """)
        .query((row, _) ->
            Map.entry(
                row.getString(1), new Waiting(row.getLong(2), row.getLong(3), row.getLong(4))))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
