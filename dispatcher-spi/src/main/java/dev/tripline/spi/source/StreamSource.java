package dev.tripline.spi.source;

import dev.tripline.spi.invocation.Payload;
import java.util.List;

/// A stream: shards come and go, records are read in order within a shard, and each shard commits a
/// contiguous position (rule R6). Several nodes share the shards of a stream; a shard has one reader
/// at a time, and a child of a split or merge is handed out only after all its parents are finished.
public interface StreamSource extends AutoCloseable {

  /// Takes this node's share of the shards and hands each to the consumer on a thread of its own.
  /// Runs until [#stop] or an interrupt; then all shards have been handed over. Called on a thread of
  /// its own.
  ///
  /// @throws SourceUnavailableException when the stream is out of reach; run a new source after a
  ///     back-off
  void run(ShardConsumer consumer) throws InterruptedException;

  /// Asks [#run] to hand all shards over and end. Does not wait.
  void stop();

  /// The batch in the shape in which AWS hands it to a function, UTF-8 JSON: an object.
  ///
  /// @param records of one shard, in its order; they must stay as they are while the payload is in use
  Payload toPayload(String shardId, List<StreamRecord> records);

  /// One record as it stands in the batch, UTF-8 JSON: what filters look at.
  byte[] toRecord(StreamRecord record);

  @Override
  void close();
}
