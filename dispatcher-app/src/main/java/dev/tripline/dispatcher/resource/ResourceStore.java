package dev.tripline.dispatcher.resource;

import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Resources and the parts of their budgets that nodes hold, in the dispatcher's own store. Blocking and
/// durable; safe for many threads.
final class ResourceStore {
  private static final String ROWS =
      "SELECT name, budget, version, created_at, updated_at,"
          + " (SELECT coalesce(sum(held), 0) FROM resource_share WHERE resource = name) AS held"
          + " FROM shared_resource";

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;

  ResourceStore(JdbcClient reader, StoreWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /// @param budget the executions that all nodes together may run against it at once
  /// @param version raised each time it is put
  /// @param held the part of the budget that nodes have at present
  record Resource(
      String name, int budget, long version, long held, Instant createdAt, Instant updatedAt) {}

  private static Resource resource(ResultSet row) throws SQLException {
    return new Resource(
        row.getString("name"),
        row.getInt("budget"),
        row.getLong("version"),
        row.getLong("held"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  List<Resource> list() {
    return reader.sql(ROWS + " ORDER BY name").query((row, _) -> resource(row)).list();
  }

  Optional<Resource> find(String name) {
    return reader
        .sql(ROWS + " WHERE name = ?")
        .param(name)
        .query((row, _) -> resource(row))
        .optional();
  }

  /// The resource that a trigger names; empty if there is no such trigger.
  Optional<Optional<String>> ofTrigger(String triggerId) {
    return reader
        .sql("SELECT resource FROM source_trigger WHERE id = ?")
        .param(triggerId)
        .query((row, _) -> Optional.ofNullable(row.getString(1)))
        .optional();
  }

  /// Makes or changes a resource.
  void put(String name, int budget) {
    long now = clock.millis();
    writer.write(sql ->
        sql.sql(
                """
                INSERT INTO shared_resource (name, budget, version, created_at, updated_at)
                VALUES (:name, :budget, 1, :now, :now)
                ON CONFLICT (name) DO UPDATE SET budget = excluded.budget,
                  version = shared_resource.version + 1, updated_at = excluded.updated_at
                """)
            .param("name", name)
            .param("budget", budget)
            .param("now", now)
            .update());
  }

  /// Nodes keep the parts that they hold until they are done: should a resource of that name be made
  /// again, they count.
  ///
  /// @return false if there is none
  boolean delete(String name) {
    return writer.write(
        sql -> sql.sql("DELETE FROM shared_resource WHERE name = ?").param(name).update() == 1);
  }
}
