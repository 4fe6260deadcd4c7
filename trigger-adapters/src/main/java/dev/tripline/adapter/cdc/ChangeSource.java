package dev.tripline.adapter.cdc;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.LeasedStream;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLeases;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/// The changes of a database. One node reads them at a time, by a lease in the dispatcher's store, whose
/// checkpoint alone says how far they are processed: the database is told afterwards, never before. A
/// record's key is its table and primary key, or the table if it has none.
public final class ChangeSource {
  private static final byte[] HEAD = "{\"Records\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

  private ChangeSource() {}

  /// A trigger as the reader of a database.
  ///
  /// @param source as it stands in records, `tripline:postgresql`
  /// @param snapshot whether the rows that are there come first
  public record Reader(
      String source, boolean snapshot, ChangeState state, ChangeProgress progress) {}

  public static LeasedSource of(
      ChangeDatabase database,
      Reader reader,
      ShardLeases leases,
      LeaseTiming timing,
      InstantSource clock) {
    Start start = reader.snapshot() ? new Start.TrimHorizon() : new Start.Latest();
    var setup = new LeasedStream.Setup(reader.state().triggerId(), start, timing);
    var stream = new LeasedStream(new ChangeStream(database, reader, clock), leases, setup, clock);
    return new LeasedSource(
        stream,
        new LeasedSource.BatchForm() {
          @Override
          public byte[] batch(List<StreamRecord> records) {
            return ChangeSource.batch(records);
          }

          @Override
          public byte[] record(StreamRecord record) {
            return (byte[]) record.handle();
          }
        });
  }

  private static byte[] batch(List<StreamRecord> records) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HEAD);
    for (int i = 0; i < records.size(); i++) {
      if (i > 0) {
        bytes.write(',');
      }
      bytes.writeBytes((byte[]) records.get(i).handle());
    }
    bytes.writeBytes(TAIL);
    return bytes.toByteArray();
  }
}
