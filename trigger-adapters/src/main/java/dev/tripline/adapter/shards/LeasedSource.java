package dev.tripline.adapter.shards;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.util.List;

/// A stream whose shards nodes share by leases in the dispatcher's store.
public final class LeasedSource implements StreamSource {
  private final LeasedStream stream;
  private final BatchForm form;
  private final Runnable afterwards;

  /// @param form of the batches that functions get
  public LeasedSource(LeasedStream stream, BatchForm form) {
    this(stream, form, () -> {});
  }

  private LeasedSource(LeasedStream stream, BatchForm form, Runnable afterwards) {
    this.stream = stream;
    this.form = form;
    this.afterwards = afterwards;
  }

  /// The same source, which runs this when it is closed.
  public LeasedSource closing(Runnable afterwards) {
    return new LeasedSource(stream, form, afterwards);
  }

  /// The form in which functions get records. Pure.
  public interface BatchForm {
    byte[] batch(List<StreamRecord> records);

    byte[] record(StreamRecord record);
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
  public Payload toPayload(String shardId, List<StreamRecord> records) {
    return Payload.of(form.batch(records));
  }

  @Override
  public byte[] toRecord(StreamRecord record) {
    return form.record(record);
  }

  @Override
  public void close() {
    stop();
    afterwards.run();
  }
}
