package dev.tripline.adapter.shards;

import dev.tripline.spi.source.Shard.Read;
import dev.tripline.spi.source.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server's word that a shard cannot be read on behind the last record that was read. Whether others
/// behind it are gone unread, it does not say: the oldest records show that, from which reading begins
/// anew. Pure.
///
/// @param last the record that was read last
/// @param since when reading began anew
/// @param why the server's words
/// @param gapless whether records up to the last one were found: then none behind it is gone
record Trimming(Position.After last, Instant since, String why, boolean gapless) {

  Trimming(Position.After last, Instant since, String why) {
    this(last, since, why, false);
  }

  /// What a page shows.
  ///
  /// @param gap null if it shows none
  /// @param unread its records that were not read before
  /// @param open null if nothing is open any more: what follows was not read before
  record Shown(Read.@Nullable Gap gap, List<StreamRecord> unread, @Nullable Trimming open) {}

  /// A gap is shown by a record behind the last one that was there already when reading began anew, with
  /// none before it; if it came later, the shard had been empty. And by the end of the shard, if nothing
  /// is left of it.
  ///
  /// @param page from the oldest record on
  /// @param end whether the shard ends with it
  Shown shownBy(List<StreamRecord> page, boolean end) {
    List<StreamRecord> unread = page.stream().filter(record -> !wasRead(record)).toList();
    boolean found = gapless || unread.size() < page.size();
    if (unread.isEmpty()) {
      Read.Gap gap = end && !found ? gap("the end of the shard") : null;
      return new Shown(gap, unread, end ? null : new Trimming(last, since, why, found));
    }
    StreamRecord first = unread.getFirst();
    boolean gap = !found && first.arrivedAt().isBefore(since);
    return new Shown(gap ? gap(first.id()) : null, unread, null);
  }

  private Read.Gap gap(String to) {
    return new Read.Gap(last.inWords(), to, why);
  }

  /// By number and time: in a stream that was made anew numbers may begin anew.
  private boolean wasRead(StreamRecord record) {
    return new BigInteger(record.id()).compareTo(new BigInteger(last.sequenceNumber())) <= 0
        && !record.arrivedAt().isAfter(last.arrivedAt());
  }
}
