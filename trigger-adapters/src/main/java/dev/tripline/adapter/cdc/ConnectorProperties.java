package dev.tripline.adapter.cdc;

import dev.tripline.adapter.cdc.engine.CheckpointOffsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import tools.jackson.databind.json.JsonMapper;

/// The properties that readings of all databases have.
public final class ConnectorProperties {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Between two signs of life of a database that changes nothing.
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /// How long the engine may go on looking for changes without looking at its own.
  private static final Duration POLL = Duration.ofMillis(10);

  private static final int BATCH = 2_048;

  private ConnectorProperties() {}

  /// @param name unique in this process
  /// @param offset where to go on; empty for a reading from the beginning
  public static Properties common(
      String name, DatabaseServer server, Capture capture, Map<String, Object> offset) {
    Properties all = new Properties();
    all.put("name", name);
    all.put("topic.prefix", name);
    all.put("offset.storage", CheckpointOffsets.class.getName());
    if (!offset.isEmpty()) {
      all.put(CheckpointOffsets.OFFSET, JSON.writeValueAsString(offset));
    }
    all.put("bootstrap.servers", "unused:9092");
    all.put("offset.flush.interval.ms", "0");
    all.put("database.hostname", server.host());
    all.put("database.port", Integer.toString(server.port()));
    all.put("database.user", server.login().username());
    all.put("database.password", server.login().password());
    all.put("table.include.list", capture.expressions());
    all.put("skipped.operations", capture.skipped());
    all.put("tombstones.on.delete", "false");
    all.put("heartbeat.interval.ms", Long.toString(HEARTBEAT.toMillis()));
    all.put("poll.interval.ms", Long.toString(POLL.toMillis()));
    all.put("max.batch.size", Integer.toString(BATCH));
    all.put("max.queue.size", Integer.toString(4 * BATCH));
    all.put("max.queue.size.in.bytes", Integer.toString(32 * 1024 * 1024));
    all.put("errors.max.retries", "0");
    all.put("record.processing.threads", "1");
    all.put("decimal.handling.mode", "string");
    all.put("binary.handling.mode", "base64");
    all.put("time.precision.mode", "adaptive_time_microseconds");
    all.put("include.schema.changes", "false");
    return all;
  }
}
