package dev.tripline.delivery.stream;

import dev.tripline.retry.batch.BatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settings by which a stream's records are read, put together, retried and given up. A trigger's
/// form is read into them, and its delivery works by them.
///
/// @param from the beginning of a shard's reading when nothing was committed yet
/// @param timestamp with `AT_TIMESTAMP` only
/// @param batchSize at most this many records; a batch is also flushed at 6 MB
/// @param window the time in which a batch is collected: with Kafka since its first record, otherwise since the
///     previous invocation ended
/// @param parallelization the most batches of one shard that may be with the function at once, each with
///     keys of its own; 1 to 10
/// @param tumblingWindow null for none
/// @param rules by which batches are retried and given up
/// @param onFailure a destination for given-up batches, null for none
/// @param filters event patterns, any of which lets a record in; empty for all
public record StreamSettings(
    StartingPosition from,
    @Nullable Instant timestamp,
    int batchSize,
    Duration window,
    int parallelization,
    @Nullable Duration tumblingWindow,
    BatchRules rules,
    @Nullable String onFailure,
    List<String> filters) {

  /// The same, with a limit to how often a batch is tried again.
  public StreamSettings retriedUpTo(int maxRetries) {
    return ruledBy(
        new BatchRules(
            maxRetries,
            rules.maxAge(),
            rules.bisect(),
            rules.reportItemFailures(),
            rules.parkKeys()));
  }

  /// The same by other rules.
  public StreamSettings ruledBy(BatchRules others) {
    return new StreamSettings(
        from,
        timestamp,
        batchSize,
        window,
        parallelization,
        tumblingWindow,
        others,
        onFailure,
        filters);
  }

  /// The place where the reading of a shard begins.
  public enum StartingPosition {
    /// At the oldest record that the stream still has.
    TRIM_HORIZON,
    /// Behind the newest.
    LATEST,
    /// At the first record that arrived at a time or later.
    AT_TIMESTAMP
  }

  /// The number of a shard's lanes. A tumbling window hands its state from batch to batch: one chain.
  int lanes() {
    return tumblingWindow == null ? parallelization : 1;
  }
}
