package dev.tripline.adapter.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/// The offsets up to which a partition was fetched, handed out, finished and committed, and the number
/// of records between. Guarded by the lock of its shard.
///
/// Offsets without a record, of transaction markers and aborted or compacted records, are passed as soon
/// as everything before them is finished: what is committed is the position that the client reads on
/// from, as other consumers commit it.
final class ShardProgress {
  /// A commit that takes longer than a multiple of what commits usually take is late, or one that takes
  /// so long in any case.
  private static final int TIMES = 3;

  private static final long LONGEST_NANOS = Duration.ofSeconds(1).toNanos();

  /// From the end of a batch until the commit is sent.
  private static final long UNSENT_NANOS = Duration.ofMillis(10).toNanos();

  private static final long FIRST_GUESS_NANOS = Duration.ofMillis(20).toNanos();

  private final Deque<HandedOut> open = new ArrayDeque<>();
  private OffsetAndMetadata fetched;
  private long next;
  private long handedOut;
  private Finished finished;
  private long committed;
  private long acknowledged;
  private long waitingSince;
  private long usual = FIRST_GUESS_NANOS;

  /// @param start the first offset to be read
  /// @param fresh whether nothing was committed before, so that the start itself is to be committed
  ShardProgress(long start, boolean fresh) {
    this.fetched = new OffsetAndMetadata(start);
    this.next = start;
    this.finished = new Finished(fetched, 0);
    this.committed = fresh ? -1 : start;
  }

  /// A finished position.
  ///
  /// @param records the number that was finished before it
  record Finished(OffsetAndMetadata position, long records) {
    long offset() {
      return position.offset();
    }
  }

  /// @param before the number that was handed out before them
  private record HandedOut(long first, long last, long before, int count) {
    /// The number of records up to the offset. Exact unless offsets are missing in between.
    long upTo(long offset) {
      return before + Math.min(count, offset - first + 1);
    }
  }

  /// The client reads on from here. Not to be called while records before it are dropped.
  void fetched(OffsetAndMetadata position) {
    fetched = position;
  }

  /// Records with offsets between these two were given to the reader.
  void handedOut(long first, long last, int count) {
    open.add(new HandedOut(first, last, handedOut, count));
    handedOut += count;
    next = last + 1;
  }

  /// Everything before the position is finished.
  ///
  /// @param now as [System#nanoTime]
  void finish(OffsetAndMetadata position, long now) {
    if (position.offset() <= finished.offset()) {
      return;
    }
    long records = finished.records;
    for (HandedOut first = open.peek(); first != null; first = open.peek()) {
      if (first.first >= position.offset()) {
        break;
      }
      records = first.upTo(position.offset() - 1);
      if (first.last >= position.offset()) {
        break;
      }
      open.remove();
    }
    if (acknowledged == finished.records) {
      waitingSince = now;
    }
    finished = new Finished(position, records);
  }

  /// Whether everything that was handed out is finished.
  boolean isIdle() {
    return finished.offset() == next;
  }

  /// Finishes what was fetched behind the last record, if that is finished: there are no records in it.
  /// Only while nothing that was fetched waits to be handed out.
  void passMarkers(long now) {
    if (isIdle() && fetched.offset() > next) {
      finish(fetched, now);
      next = fetched.offset();
    }
  }

  /// Reading goes on behind a gap, which its reader has taken note of. Where nothing before it is
  /// unfinished, it need not be told again.
  void passGap(long to, long now) {
    if (isIdle()) {
      finish(new OffsetAndMetadata(to), now);
      next = Math.max(next, to);
    }
  }

  /// The finished position, if it is not committed yet.
  @Nullable Finished uncommitted() {
    return finished.offset() > committed ? finished : null;
  }

  /// The group has the position.
  ///
  /// @param sent the time at which the commit was sent: what is left was finished later
  void acknowledge(Finished position, long sent, long now) {
    usual += (Math.min(now - sent, LONGEST_NANOS / TIMES) - usual) / 8;
    if (position.offset() > committed) {
      committed = position.offset();
      acknowledged = position.records;
      waitingSince = sent;
    }
  }

  /// The number of records that are finished and that the group does not know of.
  long unacknowledged() {
    return finished.records - acknowledged;
  }

  /// Whether the oldest of them has waited for clearly longer than commits usually take.
  boolean isLate(long now) {
    return now - waitingSince > Math.min(LONGEST_NANOS, UNSENT_NANOS + TIMES * usual);
  }

  /// The number of offsets that were handed out and are not finished.
  long unfinished() {
    return Math.max(0, next - finished.offset());
  }
}
