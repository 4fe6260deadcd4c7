package dev.tripline.dispatcher.trigger.form;

import dev.tripline.retry.batch.BatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the records of a stream are read and put together.
///
/// @param from where a shard is read from when nothing was committed yet
/// @param timestamp with `AT_TIMESTAMP` only
/// @param parallelization how many batches of one shard may be with the function at once, each with
///     keys of its own; 1 to 10
/// @param tumblingWindow null for none
/// @param onFailure a destination for given-up batches, null for none
/// @param filters event patterns, any of which lets a record in; empty for all
public record StreamReading(
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
  public StreamReading retriedUpTo(int maxRetries) {
    return new StreamReading(
        from,
        timestamp,
        batchSize,
        window,
        parallelization,
        tumblingWindow,
        new BatchRules(
            maxRetries,
            rules.maxAge(),
            rules.bisect(),
            rules.reportItemFailures(),
            rules.parkKeys()),
        onFailure,
        filters);
  }

  public enum StartingPosition {
    TRIM_HORIZON,
    LATEST,
    AT_TIMESTAMP
  }
}
