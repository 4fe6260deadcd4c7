package dev.tripline.retry.batch;

import dev.tripline.spi.source.StreamRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last record of a shard before which everything is settled (rule R6). Each lane settles its
/// records in their order, so that counts per lane are enough to know it. Safe for many threads.
public final class LaneWatermark {
  private final int lanes;
  private final int[] ahead;
  private final Deque<StreamRecord> open = new ArrayDeque<>();

  public LaneWatermark(int lanes) {
    this.lanes = lanes;
    this.ahead = new int[lanes];
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

  /// A lane has settled its next `count` records.
  ///
  /// @return the new watermark; null if it is where it was
  public synchronized @Nullable StreamRecord settled(int lane, int count) {
    ahead[lane] += count;
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
