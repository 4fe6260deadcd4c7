package dev.tripline.adapter.dynamodb;

import dev.tripline.adapter.shards.LeasedStream;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.spi.store.ShardLeases;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// The stream of a DynamoDB table. Nodes share the shards by leases in the dispatcher's store. A
/// record's id is its sequence number, its key the item's key as canonical JSON.
public final class DynamoDbStreamSource implements StreamSource {
  private final DynamoDbStreamSettings settings;
  private final LeasedStream stream;

  /// @param client stays open when this is closed
  public DynamoDbStreamSource(
      DynamoDbStreamsClient client,
      DynamoDbStreamSettings settings,
      ShardLeases leases,
      InstantSource clock) {
    this.settings = settings;
    this.stream =
        new LeasedStream(
            new DynamoDbShards(client, settings, clock),
            leases,
            new LeasedStream.Setup(settings.triggerId(), settings.start(), settings.timing()),
            clock);
  }

  /// Notes where reading begins, when the trigger is made: nothing that arrives from now on is missed.
  /// Done by [#run] where it was not done before.
  ///
  /// @throws dev.tripline.spi.source.SourceUnavailableException if there is no such stream
  public void place() throws InterruptedException {
    stream.place();
  }

  @Override
  public void run(ShardConsumer consumer) throws InterruptedException {
    stream.run(consumer);
  }

  @Override
  public void stop() {
    stream.stop();
  }

  @Override
  public byte[] toPayload(String shardId, List<StreamRecord> records) {
    return DynamoDbEventJson.batch(settings, records);
  }

  @Override
  public byte[] toRecord(StreamRecord record) {
    return DynamoDbEventJson.record(settings, record);
  }

  @Override
  public void close() {
    stop();
  }
}
