package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Event buses and rules as rows of two tables. Every change is written in one transaction with another
/// revision.
final class JdbcBusStore implements BusStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String REVISION = "SELECT revision FROM event_bus_revision";

  private final JdbcClient reader;
  private final StoreWriter writer;

  JdbcBusStore(JdbcClient reader, StoreWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public long revision() {
    return reader.sql(REVISION).query(Long.class).single();
  }

  /// The revision is read first: a change in between is seen as one later.
  @Override
  public Content read() {
    long revision = revision();
    List<EventBus> buses =
        reader.sql("SELECT * FROM event_bus ORDER BY name").query((row, _) -> bus(row)).list();
    List<BusRule> rules =
        reader
            .sql("SELECT * FROM event_rule ORDER BY bus, name")
            .query((row, _) -> rule(row))
            .list();
    return new Content(revision, buses, rules);
  }

  private static EventBus bus(ResultSet row) throws SQLException {
    return new EventBus(
        row.getString("name"),
        row.getString("description"),
        tags(row),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  private static BusRule rule(ResultSet row) throws SQLException {
    return new BusRule(
        row.getString("bus"),
        row.getString("name"),
        pattern(row.getString("pattern")),
        schedule(row),
        row.getInt("enabled") != 0,
        row.getString("description"),
        tags(row));
  }

  /// The column is empty for none.
  private static @Nullable BusPattern pattern(String text) {
    return text.isEmpty() ? null : BusPattern.accepted(text);
  }

  private static BusRule.@Nullable Schedule schedule(ResultSet row) throws SQLException {
    String expression = row.getString("schedule");
    return expression == null
        ? null
        : new BusRule.Schedule(expression, Instant.ofEpochMilli(row.getLong("scheduled_since")));
  }

  private static Map<String, String> tags(ResultSet row) throws SQLException {
    Map<String, String> tags = new LinkedHashMap<>();
    JSON.readTree(row.getString("tags"))
        .properties()
        .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
    return tags;
  }

  @Override
  public boolean insert(EventBus bus) {
    try {
      return writer.write(sql -> {
        raise(sql);
        return parameters(
                    sql.sql(
                        """
                        INSERT INTO event_bus (name, description, tags, created_at, updated_at)
                        VALUES (:name, :description, :tags, :created, :updated)
                        """),
                    bus)
                .param("created", bus.createdAt().toEpochMilli())
                .update()
            == 1;
      });
    } catch (DuplicateKeyException _) {
      return false;
    }
  }

  @Override
  public boolean update(EventBus bus) {
    return writer.write(sql -> {
      raise(sql);
      return parameters(
                  sql.sql(
                      """
                      UPDATE event_bus SET description = :description, tags = :tags,
                        updated_at = :updated
                      WHERE name = :name
                      """),
                  bus)
              .update()
          == 1;
    });
  }

  private static JdbcClient.StatementSpec parameters(
      JdbcClient.StatementSpec statement, EventBus bus) {
    return statement
        .param("name", bus.name())
        .param("description", bus.description())
        .param("tags", JSON.writeValueAsString(bus.tags()))
        .param("updated", bus.updatedAt().toEpochMilli());
  }

  @Override
  public boolean deleteBus(String name) {
    return writer.write(sql -> {
      raise(sql);
      return sql.sql(
                  """
                  DELETE FROM event_bus WHERE name = :name
                    AND NOT EXISTS (SELECT 1 FROM event_rule WHERE bus = :name)
                  """)
              .param("name", name)
              .update()
          == 1;
    });
  }

  @Override
  public boolean put(BusRule rule) {
    BusPattern pattern = rule.pattern();
    BusRule.Schedule schedule = rule.schedule();
    return writer.write(sql -> {
      raise(sql);
      return sql.sql(
                  """
                  INSERT INTO event_rule (bus, name, pattern, schedule, scheduled_since, enabled,
                    description, tags)
                  SELECT name, :name, :pattern, :schedule, :since, :enabled, :description, :tags
                  FROM event_bus WHERE name = :bus
                  ON CONFLICT (bus, name) DO UPDATE SET pattern = excluded.pattern,
                    schedule = excluded.schedule, scheduled_since = excluded.scheduled_since,
                    enabled = excluded.enabled, description = excluded.description,
                    tags = excluded.tags
                  """)
              .param("bus", rule.bus())
              .param("name", rule.name())
              .param("pattern", pattern == null ? "" : pattern.text())
              .param("schedule", schedule == null ? null : schedule.expression())
              .param("since", schedule == null ? 0 : schedule.since().toEpochMilli())
              .param("enabled", rule.enabled() ? 1 : 0)
              .param("description", rule.description())
              .param("tags", JSON.writeValueAsString(rule.tags()))
              .update()
          == 1;
    });
  }

  @Override
  public boolean deleteRule(String bus, String name) {
    return writer.write(sql -> {
      raise(sql);
      return sql.sql("DELETE FROM event_rule WHERE bus = ? AND name = ?")
              .param(bus)
              .param(name)
              .update()
          == 1;
    });
  }

  /// Takes the row that all changes take: they come one after the other.
  private static void raise(JdbcClient sql) {
    sql.sql("UPDATE event_bus_revision SET revision = revision + 1").update();
  }
}
