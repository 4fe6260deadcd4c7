package dev.tripline.dispatcher.topic;

import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// The topics in the dispatcher's own store. Blocking and durable; safe for many threads.
public final class Topics {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;

  Topics(JdbcClient reader, StoreWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  public Optional<Topic> find(String name) {
    return find(reader, name);
  }

  /// At most `limit` topics by name, those after a name.
  ///
  /// @param after empty for the first ones
  public List<Topic> list(String after, int limit) {
    return reader
        .sql("SELECT * FROM topic WHERE name > :after ORDER BY name LIMIT :limit")
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> topic(row))
        .list();
  }

  /// Adds the topic if there is none of its name.
  ///
  /// @return the one that is there now
  public Topic create(Topic wanted) {
    return writer.write(sql -> {
      sql.sql(
              """
              INSERT INTO topic (name, attributes, tags, created_at)
              VALUES (:name, :attributes, :tags, :now) ON CONFLICT DO NOTHING
              """)
          .param("name", wanted.name())
          .param("attributes", JSON.writeValueAsString(wanted.attributes()))
          .param("tags", JSON.writeValueAsString(wanted.tags()))
          .param("now", clock.millis())
          .update();
      return find(sql, wanted.name()).orElseThrow();
    });
  }

  /// Changes attributes and tags.
  ///
  /// @return `false` if there is no such topic
  public boolean change(String name, UnaryOperator<Topic> change) {
    return writer.write(sql -> {
      Optional<Topic> old = find(sql, name);
      if (old.isEmpty()) {
        return false;
      }
      Topic changed = change.apply(old.get());
      return sql.sql("UPDATE topic SET attributes = :attributes, tags = :tags WHERE name = :name")
              .param("attributes", JSON.writeValueAsString(changed.attributes()))
              .param("tags", JSON.writeValueAsString(changed.tags()))
              .param("name", name)
              .update()
          == 1;
    });
  }

  /// @return `false` if there is no such topic
  public boolean delete(String name) {
    return writer.write(
        sql -> sql.sql("DELETE FROM topic WHERE name = :name").param("name", name).update() == 1);
  }

  private static Optional<Topic> find(JdbcClient sql, String name) {
    return sql.sql("SELECT * FROM topic WHERE name = :name")
        .param("name", name)
        .query((row, _) -> topic(row))
        .optional();
  }

  private static Topic topic(ResultSet row) throws SQLException {
    return new Topic(
        row.getString("name"), texts(row.getString("attributes")), texts(row.getString("tags")));
  }

  private static Map<String, String> texts(String json) {
    Map<String, String> texts = new TreeMap<>();
    JSON.readTree(json)
        .properties()
        .forEach(member -> texts.put(member.getKey(), member.getValue().asString()));
    return texts;
  }
}
