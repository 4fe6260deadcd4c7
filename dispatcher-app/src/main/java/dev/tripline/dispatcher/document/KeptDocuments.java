package dev.tripline.dispatcher.document;

import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Documents by name, in spaces of their own. Blocking and durable; safe for many threads.
final class KeptDocuments {
  /// The most documents of one space.
  static final int MOST = 1_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;

  KeptDocuments(JdbcClient reader, StoreWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /// @param content the reader's own copy
  record Kept(String name, ObjectNode content, Instant created) {}

  /// What became of a document that was to be made.
  enum Made {
    MADE,
    /// There is one of that name.
    TAKEN,
    /// There are as many as there may be.
    FULL
  }

  Optional<Kept> find(String space, String name) {
    return find(reader, space, name);
  }

  /// All of a space whose names have the prefix, by name.
  List<Kept> list(String space, String prefix) {
    return reader
        .sql("SELECT * FROM kept_document WHERE space = :space ORDER BY name")
        .param("space", space)
        .query((row, _) -> kept(row))
        .list()
        .stream()
        .filter(kept -> kept.name().startsWith(prefix))
        .toList();
  }

  Made create(String space, String name, ObjectNode content) {
    return writer.write(sql -> {
      if (find(sql, space, name).isPresent()) {
        return Made.TAKEN;
      }
      long there =
          sql.sql("SELECT count(*) FROM kept_document WHERE space = :space")
              .param("space", space)
              .query(Long.class)
              .single();
      if (there >= MOST) {
        return Made.FULL;
      }
      int rows =
          sql.sql(
                  """
                  INSERT INTO kept_document (space, name, document, created_at)
                  VALUES (:space, :name, :document, :now) ON CONFLICT DO NOTHING
                  """)
              .param("space", space)
              .param("name", name)
              .param("document", content.toString())
              .param("now", clock.millis())
              .update();
      return rows == 1 ? Made.MADE : Made.TAKEN;
    });
  }

  /// @param change may throw, and nothing is changed then
  /// @return `false` if there is none of that name
  boolean change(String space, String name, UnaryOperator<ObjectNode> change) {
    return writer.write(sql -> {
      lock(sql, space, name);
      Optional<Kept> old = find(sql, space, name);
      if (old.isEmpty()) {
        return false;
      }
      return sql.sql(
                  "UPDATE kept_document SET document = :document"
                      + " WHERE space = :space AND name = :name")
              .param("document", change.apply(old.get().content()).toString())
              .param("space", space)
              .param("name", name)
              .update()
          == 1;
    });
  }

  /// Another writer waits here until this one's transaction has ended, and reads what it wrote.
  private static void lock(JdbcClient sql, String space, String name) {
    sql.sql(
            "UPDATE kept_document SET created_at = created_at"
                + " WHERE space = :space AND name = :name")
        .param("space", space)
        .param("name", name)
        .update();
  }

  /// @return `false` if there is none of that name
  boolean delete(String space, String name) {
    return writer.write(sql ->
        sql.sql("DELETE FROM kept_document WHERE space = :space AND name = :name")
                .param("space", space)
                .param("name", name)
                .update()
            == 1);
  }

  private static Optional<Kept> find(JdbcClient sql, String space, String name) {
    return sql.sql("SELECT * FROM kept_document WHERE space = :space AND name = :name")
        .param("space", space)
        .param("name", name)
        .query((row, _) -> kept(row))
        .optional();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getString("name"),
        (ObjectNode) JSON.readTree(row.getString("document")),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
