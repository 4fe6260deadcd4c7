package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.rest.FunctionDocument;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.store.engine.StoreWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// In the table `v1_function`.
final class JdbcEndpointStore implements EndpointStore {
  private final JdbcClient reader;
  private final StoreWriter writer;

  JdbcEndpointStore(JdbcClient reader, StoreWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public List<FunctionDocument> load() {
    return reader
        .sql("SELECT document FROM v1_function ORDER BY name")
        .query((row, _) -> parse(row.getString(1)))
        .list();
  }

  @Override
  public void save(FunctionDocument document) {
    String text = StrictJson.write(document);
    writer.write(sql ->
        sql.sql(
                "INSERT INTO v1_function (name, document) VALUES (?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET document = excluded.document")
            .params(document.name(), text)
            .update());
  }

  @Override
  public void delete(String name) {
    writer.write(sql -> sql.sql("DELETE FROM v1_function WHERE name = ?").param(name).update());
  }

  private static FunctionDocument parse(String document) {
    return StrictJson.read(document.getBytes(StandardCharsets.UTF_8), FunctionDocument.class);
  }
}
