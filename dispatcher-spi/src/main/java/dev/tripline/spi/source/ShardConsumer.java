package dev.tripline.spi.source;

/// Reads shards on behalf of a delivery.
public interface ShardConsumer {

  /// The stream has answered, and this node takes part in reading it, also if no shard is left for it.
  /// Must be quick.
  void joined();

  /// Reads, processes and commits the shard until it ends, is handed over or is lost, or the delivery
  /// is stopped. Blocks that long; each shard has a thread of its own, which is interrupted when
  /// handing over takes too long.
  ///
  /// Whatever it throws, the shard is given up uncommitted beyond what was committed: the source hands it
  /// out again after a back-off, or ends [StreamSource#run] with it. Nothing of the shard is with a
  /// function any more when this has ended.
  ///
  /// @return `true` if the shard was finished: read to its end with everything committed
  boolean consume(Shard shard) throws InterruptedException;
}
