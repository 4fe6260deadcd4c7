package dev.tripline.spi.source;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of a stream within which records have an order, while this node has the right to read it.
///
/// [#read] belongs to one thread; the other methods may be called by others at the same time. All
/// methods throw [SourceUnavailableException] when the stream is out of reach: the right may be lost
/// then, so the shard must be given up; its source hands it out again.
public interface Shard {

  /// Unique within the stream, and the same on every node: `shardId-000000000000`, or `topic-0`.
  String id();

  /// Rises with every node that gets the right to read the shard: a fencing token. A function that writes
  /// elsewhere can refuse, by it, what a node sends that has lost the right without knowing.
  long epoch();

  /// Waits up to `wait` for the next records and takes `max` of them at most. With a `max` of 0 none are
  /// taken and none are waited for: a reader that has no room asks so whether it may keep the shard.
  Read read(int max, Duration wait) throws InterruptedException;

  /// Asked right before each invocation with records of the shard: whether it may begin. The right to read is
  /// looked up by this node's own clock, so its end counts also when nobody has noticed it yet (rule R3).
  ///
  /// Nor may an invocation begin while the stream does not acknowledge what was committed: a node that went on
  /// would have all of that run again on the next one. Waits up to `wait` for the acknowledgement.
  ///
  /// @param most the number of records that may be committed and not acknowledged; a stream that is quick
  ///     to acknowledge may let through a little more
  Permission mayInvoke(int most, Duration wait) throws InterruptedException;

  /// Commits `last` and everything before it as finished, so that no node needs to read it again.
  /// Never lowers what was committed before. May return before it is durable; it is when
  /// [ShardConsumer#consume] has returned.
  ///
  /// @return `false` if another node has the shard now: give it up at once
  boolean commit(StreamRecord last) throws InterruptedException;

  /// The distance of the committed position from the newest record; does not block.
  Lag lag();

  /// The answer to [#mayInvoke].
  enum Permission {
    GRANTED,

    /// Too much is not acknowledged yet: ask again.
    NOT_YET,

    /// The shard is to be handed over: begin nothing but what must be settled for nothing that was
    /// begun to come again.
    ENDED,

    /// Another node may have the shard: begin and commit nothing.
    LOST
  }

  /// @param records the number of unread records; negative if the stream does not give it, or has not yet
  /// @param age the time that the newest record that was read had waited in the stream; null while the
  ///     stream has not answered
  record Lag(long records, @Nullable Duration age) {}

  /// The result of a read.
  sealed interface Read {
    /// @param records in the shard's order; empty if none came within the wait
    record Records(List<StreamRecord> records) implements Read {}

    /// Records were removed from the stream before they were read. Reading goes on behind the gap.
    ///
    /// @param from the last known position, or a word for the beginning
    /// @param to the position at which reading goes on, or a word for the oldest record there is
    record Gap(String from, String to, String why) implements Read {}

    /// Nothing more is to be read: finish what was read, commit it, and return.
    ///
    /// @param complete whether the shard was read to its end; `false` if it is to be handed over
    record Ended(boolean complete) implements Read {}

    /// Another node has the shard already: stop at once, commit nothing.
    record Lost() implements Read {}
  }
}
