package dev.tripline.dispatcher.deadletter.view;

import dev.tripline.dispatcher.deadletter.LetterSearch;
import dev.tripline.store.engine.StoreWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Views as rows of a table. Blocking and durable; safe for many threads.
final class SavedViewStore {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;

  SavedViewStore(JdbcClient reader, StoreWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /// Those of one owner, by name.
  List<SavedView> list(String owner) {
    return reader
        .sql(
            "SELECT name, document, updated_at FROM dead_letter_view WHERE owner = ? ORDER BY name")
        .param(owner)
        .query((row, _) ->
            new SavedView(
                row.getString(1),
                JSON.readValue(row.getString(2), LetterSearch.class),
                Instant.ofEpochMilli(row.getLong(3))))
        .list();
  }

  /// Takes the place of one with this name.
  ///
  /// @param most so many an owner may have
  /// @return false, and nothing is done, if there are so many others
  boolean put(String owner, String name, LetterSearch search, int most) {
    long now = clock.millis();
    return writer.write(sql -> {
      long others =
          sql.sql("SELECT count(*) FROM dead_letter_view WHERE owner = ? AND name <> ?")
              .param(owner)
              .param(name)
              .query(Long.class)
              .single();
      if (others >= most) {
        return false;
      }
      sql.sql(
              """
              INSERT INTO dead_letter_view (owner, name, document, updated_at)
              VALUES (?, ?, ?, ?) ON CONFLICT (owner, name) DO UPDATE
              SET document = excluded.document, updated_at = excluded.updated_at
              """)
          .param(owner)
          .param(name)
          .param(JSON.writeValueAsString(search))
          .param(now)
          .update();
      return true;
    });
  }

  boolean delete(String owner, String name) {
    return writer.write(sql ->
        sql.sql("DELETE FROM dead_letter_view WHERE owner = ? AND name = ?")
                .param(owner)
                .param(name)
                .update()
            == 1);
  }
}
