package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Triggers in the dispatcher's own store.
final class JdbcTriggerStore implements TriggerStore {
  private static final Logger log = LoggerFactory.getLogger(JdbcTriggerStore.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final Function<ObjectNode, TriggerSource> meaning;
  private final boolean cluster;
  private final InstantSource clock;

  /// @param meaning what a stored form means
  /// @param cluster whether other nodes share the store
  JdbcTriggerStore(
      JdbcClient reader,
      StoreWriter writer,
      Function<ObjectNode, TriggerSource> meaning,
      boolean cluster,
      InstantSource clock) {
    this.clock = clock;
    this.reader = reader;
    this.writer = writer;
    this.meaning = meaning;
    this.cluster = cluster;
  }

  @Override
  public List<Trigger> all() {
    List<Trigger> all = new ArrayList<>();
    reader
        .sql("SELECT * FROM source_trigger ORDER BY name")
        .query((row, _) -> trigger(row))
        .list()
        .forEach(found -> found.ifPresent(all::add));
    return all;
  }

  /// The trigger of a row of `source_trigger`, or of another table with its columns; empty, and logged, if
  /// its form is not known.
  Optional<Trigger> trigger(ResultSet row) throws SQLException {
    String id = row.getString("id");
    try {
      ObjectNode form = (ObjectNode) JSON.readTree(row.getString("form"));
      return Optional.of(
          new Trigger(
              id,
              row.getString("name"),
              new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
              row.getInt("paused") != 0,
              form,
              meaning.apply(form),
              new Trigger.Sharing(row.getString("resource"), row.getString("tenant_key")),
              retention(row),
              row.getLong("revision"),
              Instant.ofEpochMilli(row.getLong("created_at")),
              Instant.ofEpochMilli(row.getLong("updated_at"))));
    } catch (InvalidTriggerException | JacksonException | ClassCastException e) {
      log.error(
          "Trigger {} is stored in a form that this version does not know; it stays as it is and"
              + " does not run",
          id,
          e);
      return Optional.empty();
    }
  }

  private static @Nullable Duration retention(ResultSet row) throws SQLException {
    long seconds = row.getLong("dead_letter_retention");
    return row.wasNull() ? null : Duration.ofSeconds(seconds);
  }

  @Override
  public Map<String, Duration> deadLetterRetentions() {
    Map<String, Duration> all = new HashMap<>();
    reader
        .sql(
            "SELECT id, dead_letter_retention FROM source_trigger"
                + " WHERE dead_letter_retention IS NOT NULL")
        .query(row -> {
          all.put(row.getString(1), Duration.ofSeconds(row.getLong(2)));
        });
    return all;
  }

  @Override
  public boolean insert(Trigger trigger, Map<String, String> tags) {
    try {
      return writer.write(sql ->
          parameters(
                      sql.sql(
                          """
                          INSERT INTO source_trigger (id, name, function_name, qualifier, paused,
                            form, resource, tenant_key, dead_letter_retention, revision,
                            created_at, updated_at, tags)
                          VALUES (:id, :name, :function, :qualifier, :paused,
                            :form, :resource, :tenant_key, :retention, :revision,
                            :created, :updated, :tags)
                          """),
                      trigger)
                  .param("name", trigger.name())
                  .param("created", trigger.createdAt().toEpochMilli())
                  .param("tags", JSON.writeValueAsString(tags))
                  .update()
              == 1);
    } catch (DuplicateKeyException e) {
      log.debug("There is a trigger named {}", trigger.name(), e);
      return false;
    }
  }

  @Override
  public Map<String, String> tags(String id) {
    return tags(reader, id);
  }

  private static Map<String, String> tags(JdbcClient sql, String id) {
    Map<String, String> tags = new LinkedHashMap<>();
    sql.sql("SELECT tags FROM source_trigger WHERE id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .ifPresent(text ->
            JSON.readTree(text)
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString())));
    return tags;
  }

  @Override
  public void retag(String id, UnaryOperator<Map<String, String>> change) {
    writer.write(sql ->
        sql.sql("UPDATE source_trigger SET tags = :tags WHERE id = :id")
            .param("tags", JSON.writeValueAsString(change.apply(tags(sql, id))))
            .param("id", id)
            .update());
  }

  @Override
  public boolean update(Trigger trigger) {
    return writer.write(sql ->
        parameters(
                    sql.sql(
                        """
                        UPDATE source_trigger
                        SET function_name = :function, qualifier = :qualifier, paused = :paused,
                          form = :form, resource = :resource, tenant_key = :tenant_key,
                          dead_letter_retention = :retention,
                          revision = :revision, updated_at = :updated
                        WHERE id = :id AND revision = :revision - 1
                        """),
                    trigger)
                .update()
            == 1);
  }

  private static JdbcClient.StatementSpec parameters(
      JdbcClient.StatementSpec statement, Trigger trigger) {
    Duration retention = trigger.deadLetterRetention();
    return statement
        .param("id", trigger.id())
        .param("function", trigger.function().name())
        .param("qualifier", trigger.function().qualifier())
        .param("paused", trigger.paused() ? 1 : 0)
        .param("form", trigger.form().toString())
        .param("resource", trigger.sharing().resource())
        .param("tenant_key", trigger.sharing().tenantKey())
        .param("retention", retention == null ? null : retention.toSeconds())
        .param("revision", trigger.revision())
        .param("updated", trigger.updatedAt().toEpochMilli());
  }

  @Override
  public boolean delete(String id) {
    return writer.write(sql -> {
      DeletedTriggers.note(sql, id, clock.instant());
      if (cluster) {
        sql.sql("DELETE FROM trigger_lease WHERE trigger_id = ?").param(id).update();
      }
      return sql.sql("DELETE FROM source_trigger WHERE id = ?").param(id).update() == 1;
    });
  }
}
