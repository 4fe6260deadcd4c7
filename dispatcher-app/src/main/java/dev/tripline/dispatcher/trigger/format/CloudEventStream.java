package dev.tripline.dispatcher.trigger.format;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.time.Duration;
import java.util.List;

/// A stream whose payloads are CloudEvents.
record CloudEventStream(StreamSource source, CloudEventBatch batch) implements StreamSource {

  @Override
  public void run(ShardConsumer consumer) throws InterruptedException {
    source.run(
        new ShardConsumer() {
          @Override
          public void joined() {
            consumer.joined();
          }

          @Override
          public boolean consume(Shard shard) throws InterruptedException {
            return consumer.consume(new SizedShard(shard));
          }
        });
  }

  @Override
  public void stop() {
    source.stop();
  }

  @Override
  public Payload toPayload(String shardId, List<StreamRecord> records) {
    return Payload.of(batch.write(records.stream().map(this::item).toList()));
  }

  private CloudEventBatch.Item item(StreamRecord record) {
    return new CloudEventBatch.Item(record.id(), toRecord(record));
  }

  @Override
  public byte[] toRecord(StreamRecord record) {
    return source.toRecord(own(record));
  }

  /// The record as the source made it, whose size it relies on.
  private static StreamRecord own(StreamRecord record) {
    return record.handle() instanceof StreamRecord own ? own : record;
  }

  @Override
  public void close() {
    source.close();
  }

  /// Its records are at least as large as they are as CloudEvents.
  private final class SizedShard implements Shard {
    private final Shard shard;

    SizedShard(Shard shard) {
      this.shard = shard;
    }

    @Override
    public String id() {
      return shard.id();
    }

    @Override
    public long epoch() {
      return shard.epoch();
    }

    @Override
    public Read read(int max, Duration wait) throws InterruptedException {
      return switch (shard.read(max, wait)) {
        case Read.Records(List<StreamRecord> records) ->
            new Read.Records(records.stream().map(this::sized).toList());
        case Read.Gap gap -> gap;
        case Read.Ended ended -> ended;
        case Read.Lost lost -> lost;
      };
    }

    private StreamRecord sized(StreamRecord record) {
      return new StreamRecord(
          record.id(),
          record.key(),
          record.arrivedAt(),
          Math.max(record.size(), batch.size(item(record))),
          record.depth(),
          record.trace(),
          record);
    }

    @Override
    public Permission mayInvoke(int most, Duration wait) throws InterruptedException {
      return shard.mayInvoke(most, wait);
    }

    @Override
    public boolean commit(StreamRecord last) throws InterruptedException {
      return shard.commit(own(last));
    }

    @Override
    public Lag lag() {
      return shard.lag();
    }
  }
}
