package dev.tripline.adapter.shards;

import static java.util.stream.Collectors.joining;

import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLeases;
import java.nio.charset.StandardCharsets;
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
    return utf8(
        records.stream().map(ScriptedSource::json).collect(joining(",", "{\"Records\":[", "]}")));
  }

  @Override
  public byte[] record(StreamRecord record) {
    return utf8(json(record));
  }

  private static String json(StreamRecord record) {
    return "{\"body\":\"" + record.handle() + "\"}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
