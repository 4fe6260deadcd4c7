package dev.tripline.adapter.shards;

import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLeases;
import java.time.InstantSource;
import java.util.List;

/// A scripted stream as one node reads it.
final class ScriptedSource implements LeasedSource.BatchForm {
  private ScriptedSource() {}

  static LeasedSource of(ScriptedStream stream, ShardLeases leases, Start start) {
    return of(
        new LeasedStream(
            stream,
            leases,
            new LeasedStream.Setup("t", start, ScriptedStream.QUICK),
            InstantSource.system()));
  }

  static LeasedSource of(LeasedStream stream) {
    return new LeasedSource(stream, new ScriptedSource());
  }

  @Override
  public byte[] batch(List<StreamRecord> records) {
    throw new UnsupportedOperationException("only reading is tested with it");
  }

  @Override
  public byte[] record(StreamRecord record) {
    throw new UnsupportedOperationException("only reading is tested with it");
  }
}
