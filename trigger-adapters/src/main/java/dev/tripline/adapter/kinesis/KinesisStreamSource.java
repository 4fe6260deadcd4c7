package dev.tripline.adapter.kinesis;

import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.LeasedStream;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLeases;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/// A Kinesis data stream, read through its shards' iterators (shared throughput). Nodes share the
/// shards by leases in the dispatcher's store. A record's id is its sequence number, its key the
/// partition key.
///
/// A record that a producer library has packed of several is handed on as the one that it is, as
/// Lambda does: the function unpacks it.
public final class KinesisStreamSource {
  private KinesisStreamSource() {}

  /// @param client stays open when the source is closed
  public static LeasedSource of(
      KinesisClient client,
      KinesisStreamSettings settings,
      ShardLeases leases,
      InstantSource clock) {
    var setup = new LeasedStream.Setup(settings.triggerId(), settings.start(), settings.timing());
    var shards = new KinesisShards(client, settings, clock);
    return new LeasedSource(
        new LeasedStream(shards, leases, setup, clock),
        new LeasedSource.BatchForm() {
          @Override
          public byte[] batch(List<StreamRecord> records) {
            return KinesisEventJson.batch(settings, records);
          }

          @Override
          public byte[] record(StreamRecord record) {
            return KinesisEventJson.record(settings, record);
          }
        });
  }
}
