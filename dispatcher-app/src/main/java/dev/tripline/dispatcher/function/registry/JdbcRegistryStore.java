package dev.tripline.dispatcher.function.registry;

import dev.tripline.store.engine.StoreWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// In the tables `registry_entry` and `registry_change`.
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
            "SELECT kind, name, change_number, document FROM registry_entry"
                + " WHERE change_number > ? ORDER BY change_number")
        .param(after)
        .query((row, _) ->
            new Entry(
                row.getString("kind"),
                row.getString("name"),
                row.getLong("change_number"),
                row.getString("document")))
        .list();
  }

  @Override
  public long write(String kind, String name, long expected, @Nullable String document) {
    return writer.write(sql -> write(sql, new Entry(kind, name, expected, document)));
  }

  private static long write(JdbcClient sql, Entry entry) {
    sql.sql("UPDATE registry_change SET number = number + 1 WHERE id = 1").update();
    long number =
        sql.sql("SELECT number FROM registry_change WHERE id = 1").query(Long.class).single();
    int rows =
        entry.change() == 0
            ? sql.sql(
                    "INSERT INTO registry_entry (kind, name, change_number, document)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (kind, name) DO NOTHING")
                .param(entry.kind())
                .param(entry.name())
                .param(number)
                .param(entry.document())
                .update()
            : sql.sql(
                    "UPDATE registry_entry SET change_number = ?, document = ?"
                        + " WHERE kind = ? AND name = ? AND change_number = ?")
                .param(number)
                .param(entry.document())
                .param(entry.kind())
                .param(entry.name())
                .param(entry.change())
                .update();
    return rows == 1 ? number : 0;
  }
}
