package dev.tripline.dispatcher.trigger.sample;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Samples as rows of a table, the last ones of each trigger. Blocking; safe for many threads.
public final class SampleStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final SealedColumn RECORD =
      SealedColumn.bytes("record_sample", "record", List.of("sequence"), "trigger_id");
  static final List<SealedColumn> SEALED = List.of(RECORD);

  private static final String TRIM =
      """
      DELETE FROM record_sample WHERE trigger_id = :trigger AND taken = :taken AND sequence <= (
        SELECT sequence FROM record_sample WHERE trigger_id = :trigger AND taken = :taken
        ORDER BY sequence DESC LIMIT 1 OFFSET :kept)
      """;

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final PayloadCipher cipher;
  private final int kept;

  /// @param kept so many of a trigger, of those that were taken and of those that were dropped
  public SampleStore(JdbcClient reader, StoreWriter writer, PayloadCipher cipher, int kept) {
    this.reader = reader;
    this.writer = writer;
    this.cipher = cipher;
    this.kept = kept;
  }

  /// Adds some, and removes the oldest that are too many.
  void add(List<RecordSample> samples) {
    Set<RecordSample.Sort> sorts =
        samples.stream()
            .map(sample -> new RecordSample.Sort(sample.triggerId(), sample.taken()))
            .collect(Collectors.toSet());
    writer.write(sql -> {
      samples.forEach(sample -> insert(sql, sample));
      for (RecordSample.Sort sort : sorts) {
        sql.sql(TRIM)
            .param("trigger", sort.triggerId())
            .param("taken", sort.taken() ? 1 : 0)
            .param("kept", kept)
            .update();
      }
      return samples.size();
    });
  }

  private void insert(JdbcClient sql, RecordSample sample) {
    sql.sql(
            """
            INSERT INTO record_sample (trigger_id, taken, at, filters, source, record)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        .param(sample.triggerId())
        .param(sample.taken() ? 1 : 0)
        .param(sample.at().toEpochMilli())
        .param(JSON.writeValueAsString(sample.filters()))
        .param(JSON.writeValueAsString(sample.source()))
        .param(cipher.seal(RECORD, sample.record(), sample.triggerId()))
        .update();
  }

  /// The last ones of a trigger, the newest first.
  public List<RecordSample> last(String triggerId) {
    return reader
        .sql("SELECT * FROM record_sample WHERE trigger_id = ? ORDER BY sequence DESC LIMIT ?")
        .param(triggerId)
        .param(2 * kept)
        .query((row, _) -> read(row))
        .list();
  }

  /// Removes all samples.
  void clear() {
    writer.write(sql -> sql.sql("DELETE FROM record_sample").update());
  }

  /// Removes the samples of triggers that are gone.
  void forgetGone() {
    writer.write(sql ->
        sql.sql("DELETE FROM record_sample WHERE trigger_id NOT IN (SELECT id FROM source_trigger)")
            .update());
  }

  private RecordSample read(ResultSet row) throws SQLException {
    String trigger = row.getString("trigger_id");
    return new RecordSample(
        trigger,
        Instant.ofEpochMilli(row.getLong("at")),
        row.getInt("taken") == 1,
        JSON.readValue(row.getString("filters"), TEXTS),
        JSON.readValue(row.getString("source"), FilteredSource.class),
        cipher.open(RECORD, row.getBytes("record"), trigger));
  }
}
