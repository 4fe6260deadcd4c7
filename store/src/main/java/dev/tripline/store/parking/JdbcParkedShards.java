package dev.tripline.store.parking;

import dev.tripline.spi.parking.ParkedMark;
import dev.tripline.spi.parking.ParkedShards;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.store.engine.Database;
import java.util.List;

/// Readers and marks of shards on either engine.
public final class JdbcParkedShards implements ParkedShards {
  /// Tokens never fall, also when a shard was forgotten before.
  private static final String OPEN =
      """
      INSERT INTO parked_reader (trigger_id, shard_id, token) VALUES (:trigger, :shard, NOW)
      ON CONFLICT (trigger_id, shard_id) DO UPDATE SET token = parked_reader.token + 1
      RETURNING token
      """;

  private static final String VOID =
      "DELETE FROM parked_mark"
          + MarkRows.OF_SHARD
          + "AND ((length(position), position) < (:length, :from)"
          + " OR (length(read_from), read_from) > (:length, :from))";

  private static final String PASSED =
      "DELETE FROM parked_mark"
          + MarkRows.OF_SHARD
          + "AND (length(position), position) <= (:length, :from)";

  private final Database database;

  public JdbcParkedShards(Database database) {
    this.database = database;
  }

  @Override
  public Opened open(String triggerId, String shardId) {
    return database.write(sql -> {
      long token =
          sql.sql(OPEN.replace("NOW", database.now()))
              .param("trigger", triggerId)
              .param("shard", shardId)
              .query(Long.class)
              .single();
      List<ParkedMark> marks =
          sql.sql("SELECT * FROM parked_mark" + MarkRows.OF_SHARD)
              .param("trigger", triggerId)
              .param("shard", shardId)
              .query(MarkRows::mark)
              .list();
      return new Opened(token, marks);
    });
  }

  @Override
  public void begin(ShardReading reading) {
    forget(VOID, reading, reading.from());
  }

  @Override
  public void passed(ShardReading reading, String recordId) {
    forget(PASSED, reading, recordId);
  }

  private void forget(String statement, ShardReading reading, String recordId) {
    String position = ParkedMark.position(recordId).toString();
    database.write(sql -> {
      if (!MarkRows.holds(sql, reading)) {
        return 0;
      }
      return sql.sql(statement)
          .param("trigger", reading.triggerId())
          .param("shard", reading.shardId())
          .param("length", position.length())
          .param("from", position)
          .update();
    });
  }

  @Override
  public void forget(String triggerId, String shardId) {
    database.write(sql -> {
      for (String table : List.of("parked_mark", "parked_reader")) {
        sql.sql("DELETE FROM " + table + MarkRows.OF_SHARD)
            .param("trigger", triggerId)
            .param("shard", shardId)
            .update();
      }
      return true;
    });
  }
}
