package dev.tripline.retry.batch;

import dev.tripline.spi.source.StreamRecord;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last record of a shard before which everything is settled (rule R6). Each lane settles its
/// records in their order, so that counts per lane are enough to know it. When the shard is left in good
/// order it also knows what each lane has to settle for nothing that was begun to come again. Safe for
/// many threads.
public final class LaneWatermark {
  private final int lanes;
  private final int[] ahead;
  private final int[] begun;
  private final int[] due;
  private final Deque<StreamRecord> open = new ArrayDeque<>();
  private boolean ended;

  public LaneWatermark(int lanes) {
    this.lanes = lanes;
    this.ahead = new int[lanes];
    this.begun = new int[lanes];
    this.due = new int[lanes];
  }

  /// The lane of a record: that of its key; records without a key are spread evenly.
  public static int laneOf(StreamRecord record, int lanes) {
    if (lanes == 1) {
      return 0;
    }
    int hash = (record.key() == null ? record.id() : record.key()).hashCode() * 0x9E3779B9;
    return Math.floorMod(hash ^ (hash >>> 16), lanes);
  }

  /// Records were read; before a lane gets them.
  public synchronized void read(List<StreamRecord> records) {
    open.addAll(records);
  }

  /// A lane is about to bring its next `count` records to the function.
  ///
  /// @return `false` after [#end]: then it begins what is [#due] only
  public synchronized boolean begin(int lane, int count) {
    if (!ended) {
      begun[lane] += count;
    }
    return !ended;
  }

  /// The shard is left: nothing is begun any more but what is [#due], the records that stand before one
  /// that was begun. With a single lane nothing is settled behind an open record, and nothing is due.
  public synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    if (lanes == 1) {
      return;
    }
    int[] seen = new int[lanes];
    for (StreamRecord record : open) {
      int owner = laneOf(record, lanes);
      seen[owner]++;
      if (seen[owner] <= ahead[owner] + begun[owner]) {
        System.arraycopy(seen, 0, due, 0, lanes);
      }
    }
    for (int lane = 0; lane < lanes; lane++) {
      due[lane] = Math.max(0, due[lane] - ahead[lane]);
    }
  }

  /// Nothing is begun any more, not even what was due: a lane cannot settle its share.
  public synchronized void abandon() {
    ended = true;
    Arrays.fill(due, 0);
  }

  /// The number of records that the lane has yet to settle before the shard may be left; 0 before
  /// [#end].
  public synchronized int due(int lane) {
    return due[lane];
  }

  /// A lane has settled its next `count` records.
  ///
  /// @return the new watermark; null if it is where it was
  public synchronized @Nullable StreamRecord settled(int lane, int count) {
    ahead[lane] += count;
    begun[lane] = Math.max(0, begun[lane] - count);
    due[lane] = Math.max(0, due[lane] - count);
    StreamRecord last = null;
    for (StreamRecord next = open.peek(); next != null; next = open.peek()) {
      int owner = laneOf(next, lanes);
      if (ahead[owner] == 0) {
        break;
      }
      ahead[owner]--;
      last = open.remove();
    }
    return last;
  }
}
