package dev.tripline.retry.destination;

import dev.tripline.spi.source.StreamRecord;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A batch of a shard of Kinesis or DynamoDB Streams: the range of its sequence numbers.
///
/// @param member the name of the part
public record ShardBatchInfo(String member, DateTimeFormatter times) implements BatchInfo {
  public static final ShardBatchInfo KINESIS =
      new ShardBatchInfo("KinesisBatchInfo", StreamFailureRecord.MILLIS);
  public static final ShardBatchInfo DYNAMODB =
      new ShardBatchInfo("DDBStreamBatchInfo", StreamFailureRecord.SECONDS);

  /// Of the changes of a database; AWS has none.
  public static final ShardBatchInfo DATABASE =
      new ShardBatchInfo("DatabaseBatchInfo", StreamFailureRecord.MILLIS);

  @Override
  public void addTo(
      ObjectNode record,
      StreamOrigin origin,
      List<StreamRecord> records,
      StreamFailureRecord.Content content,
      byte[] payload) {
    StreamRecord first = records.getFirst();
    StreamRecord last = records.getLast();
    ObjectNode info = record.putObject(member);
    info.put("shardId", origin.shardId());
    info.put("startSequenceNumber", first.id());
    info.put("endSequenceNumber", last.id());
    info.put("approximateArrivalOfFirstRecord", times.format(first.arrivedAt()));
    info.put("approximateArrivalOfLastRecord", times.format(last.arrivedAt()));
    info.put("batchSize", records.size());
    info.put("streamArn", origin.arn());
  }
}
