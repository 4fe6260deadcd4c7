package dev.tripline.adapter.cdc;

import dev.tripline.adapter.shards.Position;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/// A database server as far as servers differ. Blocking; safe for many threads. All methods throw
/// [dev.tripline.spi.source.SourceUnavailableException] when the server is out of reach.
public interface ChangeDatabase {

  /// The database in words, for messages and records: no secrets.
  String inWords();

  /// Returns if the server answers and takes the login.
  void check();

  /// The place behind all that is committed now, from which on the server keeps all changes.
  Position newest();

  /// The reason why changes behind a place are not to be had any more; empty if all are there, and those
  /// that come will be.
  Optional<String> loss(Position.After from);

  /// Prepares the server, and answers how its changes are read on.
  ///
  /// @param from the place to read on behind; [Position.Beginning] for a snapshot of what is there, and
  ///     then what follows
  Reading read(Position from);

  /// @param properties of the connector; the offset stands under [dev.tripline.adapter.cdc.engine.CheckpointOffsets#OFFSET]
  /// @param numbers give records their places
  /// @param end called when the reading is over
  record Reading(Properties properties, Numbers numbers, Runnable end) {}

  /// Numbers the records of one reading, in their order. Each reading gives a record the same number.
  @FunctionalInterface
  interface Numbers {
    /// The place of a record; of one that is no change, the place before which everything was shown, if
    /// it tells one.
    @Nullable BigInteger of(SourceRecord record, boolean change);
  }

  /// The offset that says to the server that everything up to there is finished; empty if there is
  /// nothing to say.
  Map<String, Object> confirmation(Position.After committed);

  /// Looks after a reading that goes on, and answers the bytes of the log that the server keeps for it;
  /// negative if it does not tell.
  ///
  /// @throws LostChangesException if the reading will never be shown some changes
  long kept(Position.After committed);
}
