package dev.tripline.testkit.source;

import dev.tripline.spi.source.StreamSource;
import java.util.List;
import java.util.Set;

/// One stream for one test of the [StreamSourceContract], and what can be done to it.
public interface StreamUnderTest extends AutoCloseable {

  /// Abilities that not every stream has.
  enum Capability {
    /// Shards are split or merged.
    RESHARD,
    /// Records can be removed from it at will.
    TRIM,
    /// It has one shard, always: a log that one reader can follow at a time.
    ONE_SHARD
  }

  /// @param key decides the shard
  record Message(String key, String body) {}

  Set<Capability> capabilities();

  /// A new source, as one more node would have it. The caller closes it.
  StreamSource open() throws Exception;

  /// Puts messages into the stream, durably, in this order.
  void publish(List<Message> messages) throws Exception;

  /// Splits or merges some shards. Returns when new messages go to their children.
  ///
  /// @throws UnsupportedOperationException without [Capability#RESHARD]
  void reshard() throws Exception;

  /// Removes all that is in the stream.
  ///
  /// @throws UnsupportedOperationException without [Capability#TRIM]
  void trim() throws Exception;

  @Override
  void close();
}
