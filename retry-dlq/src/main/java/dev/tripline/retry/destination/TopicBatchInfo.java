package dev.tripline.retry.destination;

import dev.tripline.spi.source.StreamRecord;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A batch of a topic's partition: its cluster and the range of its offsets.
public record TopicBatchInfo() implements BatchInfo {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public void addTo(
      ObjectNode record,
      StreamOrigin origin,
      List<StreamRecord> records,
      StreamFailureRecord.Content content,
      byte[] payload) {
    StreamRecord first = records.getFirst();
    StreamRecord last = records.getLast();
    JsonNode batch = JSON.readTree(payload);
    ObjectNode info = record.putObject("KafkaBatchInfo");
    info.put("batchSize", records.size());
    if (batch.hasNonNull("eventSourceArn")) {
      info.set("eventSourceArn", batch.get("eventSourceArn"));
    }
    info.set("bootstrapServers", batch.path("bootstrapServers"));
    info.put("payloadSize", payload.length);
    if (content == StreamFailureRecord.Content.SINGLE) {
      ObjectNode only = info.putObject("recordInfo");
      only.put("offset", first.id());
      only.put("timestamp", StreamFailureRecord.MILLIS.format(first.arrivedAt()));
    } else {
      ObjectNode range = info.putObject("recordsInfo").putObject(origin.shardId());
      range.put("firstRecordOffset", first.id());
      range.put("lastRecordOffset", last.id());
      range.put("firstRecordTimestamp", StreamFailureRecord.MILLIS.format(first.arrivedAt()));
      range.put("lastRecordTimestamp", StreamFailureRecord.MILLIS.format(last.arrivedAt()));
    }
  }
}
