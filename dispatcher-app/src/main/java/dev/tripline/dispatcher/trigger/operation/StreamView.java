package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.stream.StreamDelivery;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The state of a stream that a trigger reads.
///
/// @param lag records behind the newest, of all shards; null if the stream does not give it, or has not
///     answered
/// @param iteratorAgeMillis of the oldest shard; null if the stream has not answered
/// @param shards those that are read, on any node
/// @param log missing for sources that are no databases, and where nothing is known of it
public record StreamView(
    @Nullable Long lag,
    @Nullable Long iteratorAgeMillis,
    List<Shard> shards,
    @JsonInclude(Include.NON_NULL) @Nullable LogView log,
    ParkedTotals parked) {

  private static final String WELL = "OK";

  /// @param words in place of the words of the function
  StreamView with(UnaryOperator<@Nullable String> words) {
    return new StreamView(
        lag,
        iteratorAgeMillis,
        shards.stream().map(shard -> shard.with(words)).toList(),
        log,
        parked);
  }

  /// @param lag null if the stream does not give it, or has not yet
  /// @param iteratorAgeMillis null if the stream has not answered
  public record Shard(
      String shard,
      @Nullable Long lag,
      @Nullable Long iteratorAgeMillis,
      long inFlight,
      @Nullable String lastResult,
      @Nullable String lastSettled) {

    /// The last result stays if it is no error.
    Shard with(UnaryOperator<@Nullable String> words) {
      String result = WELL.equals(lastResult) ? WELL : words.apply(lastResult);
      return new Shard(shard, lag, iteratorAgeMillis, inFlight, result, lastSettled);
    }

    static Shard of(StreamDelivery.ShardView shard) {
      long records = shard.lag().records();
      Duration age = shard.lag().age();
      return new Shard(
          shard.shard(),
          records < 0 ? null : records,
          age == null ? null : age.toMillis(),
          shard.inFlight(),
          shard.lastResult(),
          shard.lastSettled() == null ? null : shard.lastSettled().toString());
    }
  }

  /// Parked keys of all nodes together.
  public record ParkedTotals(long keys, long records, long bytes) {}

  /// @param answered whether the stream answers; if not, nothing is known of what is not read
  static StreamView of(
      List<Shard> shards, boolean answered, @Nullable LogView log, ParkedTotals parked) {
    long lag = 0;
    boolean told = answered || !shards.isEmpty();
    boolean aged = told;
    long oldest = 0;
    for (Shard shard : shards) {
      Long records = shard.lag();
      Long age = shard.iteratorAgeMillis();
      told = told && records != null;
      aged = aged && age != null;
      lag += records == null ? 0 : records;
      oldest = Math.max(oldest, age == null ? 0 : age);
    }
    return new StreamView(told ? lag : null, aged ? oldest : null, shards, log, parked);
  }
}
