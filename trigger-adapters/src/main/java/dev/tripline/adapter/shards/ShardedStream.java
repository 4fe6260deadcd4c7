package dev.tripline.adapter.shards;

import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stream as its server shows it. Blocking; safe for many threads. All methods throw
/// [dev.tripline.spi.source.SourceUnavailableException] when the server is out of reach or the stream
/// does not exist.
public interface ShardedStream {

  /// All shards that the stream has, read to their ends or not.
  List<KnownShard> shards() throws InterruptedException;

  /// @param parents the shards that it continues: one after a split, two after a merge
  /// @param open whether records may still arrive in it
  record KnownShard(String id, Set<String> parents, boolean open) {}

  /// The place behind the newest record of a shard, in a form that outlives an iterator.
  Position newest(String shardId);

  /// An iterator that begins there.
  Answer open(String shardId, Position from) throws InterruptedException;

  /// The next records, oldest first.
  Answer read(String shardId, String iterator) throws InterruptedException;

  /// Told after each commit of a shard, on the thread that committed: a stream whose server keeps what
  /// was not confirmed may confirm it now. Must be quick.
  void committed(String shardId, Position position);

  /// Told when nothing reads the shard here any more, before others may claim it: what was opened for it
  /// is closed. Blocks until it is.
  void left(String shardId);

  /// The pauses between two reads of a shard.
  Pace pace();

  /// @param idle between two reads when nothing came
  /// @param busy between two reads when records came, or more are known to be there
  record Pace(Duration idle, Duration busy) {}

  /// The server's answer.
  sealed interface Answer {
    record Iterator(String token) implements Answer {}

    /// @param next null when the shard ends here; records may be missing long before
    /// @param behind the distance to the newest record; null if the server does not tell
    record Page(List<StreamRecord> records, @Nullable String next, @Nullable Duration behind)
        implements Answer {}

    /// There is no record up to this place, which may be committed once all records before it are: the
    /// server need not keep what lies between.
    ///
    /// @param upTo a record in name only
    record Nothing(StreamRecord upTo) implements Answer {}

    /// The iterator was not used for too long: a new one is needed.
    record Expired() implements Answer {}

    /// Records behind the position were removed, or the position is not one of this shard.
    record Trimmed(String why) implements Answer {}

    /// Too many requests: later again.
    record Throttled(String why) implements Answer {}

    /// The stream has no such shard any more.
    record Gone(String why) implements Answer {}
  }
}
