package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.delivery.stream.StreamDelivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a stream that a trigger reads.
///
/// @param lag records behind the newest, of all shards; null if the stream does not give it
/// @param iteratorAgeMillis of the oldest shard
/// @param shards those that are read, on any node
public record StreamView(
    @Nullable Long lag, long iteratorAgeMillis, List<Shard> shards, ParkedTotals parked) {

  /// @param lag null if the stream does not give it
  public record Shard(
      String shard,
      @Nullable Long lag,
      long iteratorAgeMillis,
      long inFlight,
      @Nullable String lastResult,
      @Nullable String lastSettled) {

    static Shard of(StreamDelivery.ShardView shard) {
      long records = shard.lag().records();
      return new Shard(
          shard.shard(),
          records < 0 ? null : records,
          shard.lag().age().toMillis(),
          shard.inFlight(),
          shard.lastResult(),
          shard.lastSettled() == null ? null : shard.lastSettled().toString());
    }
  }

  /// Parked keys of all nodes together.
  public record ParkedTotals(long keys, long records, long bytes) {}

  static StreamView of(List<Shard> shards, ParkedTotals parked) {
    long lag = 0;
    boolean told = true;
    long age = 0;
    for (Shard shard : shards) {
      Long records = shard.lag();
      told = told && records != null;
      lag += records == null ? 0 : records;
      age = Math.max(age, shard.iteratorAgeMillis());
    }
    return new StreamView(told ? lag : null, age, shards, parked);
  }
}
