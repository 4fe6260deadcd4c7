package dev.tripline.adapter.kafka;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The topic of a [KafkaStreamSource], and its reading.
///
/// @param arn of the MSK cluster, if it was named by one; functions see `aws:kafka` then, and
///     `SelfManagedKafka` otherwise
/// @param start of a group without offsets; ignored once it has some
public record KafkaStreamSettings(
    KafkaCluster cluster, @Nullable String arn, Topic topic, StartAt start, Limits limits) {

  /// @param name must exist; it is never created
  /// @param group the consumer group whose offsets say what is finished
  public record Topic(String name, String group) {}

  /// The start of a group without offsets. A partition that is added to the topic later is read from its
  /// beginning in any case.
  public sealed interface StartAt {
    /// With the oldest record there is.
    record TrimHorizon() implements StartAt {}

    /// With what is published from now on.
    record Latest() implements StartAt {}

    /// With the first record of that time or later, or with what is published from now on if there is
    /// none.
    record AtTimestamp(Instant time) implements StartAt {}
  }

  /// Bounds and times.
  ///
  /// @param bufferRecords of a partition that are read ahead; fetching pauses above it
  /// @param bufferBytes the same in bytes. One fetch more than either may be held
  /// @param drain the longest that a partition which is handed over may keep the group waiting for its
  ///     batch; at most 0.6 of `maxPoll` is used
  /// @param session the time for which a silent node keeps its partitions; the broker sets bounds for it
  /// @param maxPoll the time for which the group waits for a node to agree to a new distribution. Does not
  ///     limit the time of a function
  public record Limits(
      int bufferRecords, long bufferBytes, Duration drain, Duration session, Duration maxPoll) {
    public static final Limits DEFAULT =
        new Limits(
            2_000,
            2L * 1024 * 1024,
            Duration.ofMinutes(3),
            Duration.ofSeconds(15),
            Duration.ofMinutes(5));

    public Limits {
      if (bufferRecords < 1 || bufferBytes < 1) {
        throw new IllegalArgumentException("a buffer must have room for something");
      }
      if (session.compareTo(maxPoll) > 0) {
        throw new IllegalArgumentException("the session must not be longer than max poll");
      }
    }

    /// The same with another time to drain.
    public Limits withDrain(Duration longest) {
      return new Limits(bufferRecords, bufferBytes, longest, session, maxPoll);
    }

    /// The interval of heartbeats to the group.
    Duration heartbeat() {
      return session.dividedBy(5);
    }

    Duration drainBound() {
      Duration most = maxPoll.multipliedBy(6).dividedBy(10);
      return drain.compareTo(most) < 0 ? drain : most;
    }
  }
}
