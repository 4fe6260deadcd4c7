package dev.tripline.adapter.dynamodb;

import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.LeasedStream;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLeases;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// The stream of a DynamoDB table. Nodes share the shards by leases in the dispatcher's store. A
/// record's id is its sequence number, its key the item's key as canonical JSON.
public final class DynamoDbStreamSource {
  private DynamoDbStreamSource() {}

  /// @param client stays open when the source is closed
  public static LeasedSource of(
      DynamoDbStreamsClient client,
      DynamoDbStreamSettings settings,
      ShardLeases leases,
      InstantSource clock) {
    var setup =
        new LeasedStream.Setup(
            settings.triggerId(), fromMinute(settings.start()), settings.timing());
    var shards = new DynamoDbShards(client, settings, clock);
    return new LeasedSource(
        new LeasedStream(shards, leases, setup, clock),
        new LeasedSource.BatchForm() {
          @Override
          public byte[] batch(List<StreamRecord> records) {
            return DynamoDbEventJson.batch(settings, records);
          }

          @Override
          public byte[] record(StreamRecord record) {
            return DynamoDbEventJson.record(settings, record);
          }
        });
  }

  /// Records tell of their time by the minute on some servers: none of the first may be missed.
  private static Start fromMinute(Start start) {
    return start instanceof Start.AtTimestamp at
        ? new Start.AtTimestamp(at.time().truncatedTo(ChronoUnit.MINUTES))
        : start;
  }
}
