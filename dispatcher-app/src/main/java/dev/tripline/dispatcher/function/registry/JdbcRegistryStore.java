package dev.tripline.dispatcher.function.registry;

import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// In the tables `registry_document` and `registry_change`.
public final class JdbcRegistryStore implements RegistryStore {
  private final JdbcClient reader;
  private final StoreWriter writer;

  public JdbcRegistryStore(JdbcClient reader, StoreWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public List<Entry> changedSince(long after) {
    return reader
        .sql(
            "SELECT space, name, kind, change_number, document FROM registry_document"
                + " WHERE change_number > ? ORDER BY change_number")
        .param(after)
        .query((row, _) ->
            new Entry(
                new Key(row.getString("space"), row.getString("name")),
                row.getLong("change_number"),
                content(row)))
        .list();
  }

  @Override
  public long write(Key key, long expected, @Nullable Content content) {
    return writer.write(sql -> write(sql, new Entry(key, expected, content)));
  }

  private static long write(JdbcClient sql, Entry entry) {
    sql.sql("UPDATE registry_change SET number = number + 1 WHERE id = 1").update();
    long number =
        sql.sql("SELECT number FROM registry_change WHERE id = 1").query(Long.class).single();
    String statement =
        entry.change() == 0
            ? "INSERT INTO registry_document (space, name, kind, change_number, document)"
                + " VALUES (:space, :name, :kind, :number, :document)"
                + " ON CONFLICT (space, name) DO NOTHING"
            : "UPDATE registry_document"
                + " SET kind = :kind, change_number = :number, document = :document"
                + " WHERE space = :space AND name = :name AND change_number = :expected";
    Content content = entry.content();
    int rows =
        sql.sql(statement)
            .param("space", entry.key().space())
            .param("name", entry.key().name())
            .param("kind", content == null ? null : content.kind())
            .param("number", number)
            .param("document", content == null ? null : content.json())
            .param("expected", entry.change())
            .update();
    return rows == 1 ? number : 0;
  }

  private static @Nullable Content content(ResultSet row) throws SQLException {
    String document = row.getString("document");
    return document == null ? null : new Content(row.getString("kind"), document);
  }
}
