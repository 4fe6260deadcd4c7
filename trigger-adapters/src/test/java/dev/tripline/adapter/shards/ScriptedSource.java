package dev.tripline.adapter.shards;

import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.spi.store.ShardLeases;
import java.time.InstantSource;
import java.util.List;

/// A scripted stream as one node reads it.
record ScriptedSource(LeasedStream stream) implements StreamSource {
  static ScriptedSource of(ScriptedStream stream, ShardLeases leases, Start start) {
    return new ScriptedSource(
        new LeasedStream(
            stream,
            leases,
            new LeasedStream.Setup("t", start, ScriptedStream.QUICK),
            InstantSource.system()));
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
    throw new UnsupportedOperationException("only reading is tested with it");
  }

  @Override
  public byte[] toRecord(StreamRecord record) {
    throw new UnsupportedOperationException("only reading is tested with it");
  }

  @Override
  public void close() {
    stop();
  }
}
