package dev.tripline.delivery.stream;

import dev.tripline.delivery.stream.collect.ReadingRight;
import dev.tripline.retry.batch.LaneWatermark;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits a shard as its lanes settle records. Safe for many threads.
final class WatermarkCommits {
  private static final Logger log = LoggerFactory.getLogger(WatermarkCommits.class);

  private final Shard shard;
  private final ReadingRight right;
  private final LaneWatermark watermark;
  private volatile @Nullable StreamRecord committed;

  WatermarkCommits(Shard shard, ReadingRight right, int lanes) {
    this.shard = shard;
    this.right = right;
    this.watermark = new LaneWatermark(lanes);
  }

  /// Records were read; before a lane gets them.
  void read(List<StreamRecord> records) {
    watermark.read(records);
  }

  /// See [LaneWatermark#begin].
  boolean begin(int lane, int count) {
    return watermark.begin(lane, count);
  }

  /// See [LaneWatermark#end].
  void end() {
    watermark.end();
  }

  /// See [LaneWatermark#abandon].
  void abandon() {
    watermark.abandon();
  }

  /// See [LaneWatermark#due].
  int due(int lane) {
    return watermark.due(lane);
  }

  /// A lane has settled its next `count` records, durably.
  void settled(int lane, int count) throws InterruptedException {
    if (count == 0 || right.isLost()) {
      return;
    }
    StreamRecord last = watermark.settled(lane, count);
    if (last == null) {
      return;
    }
    if (shard.commit(last)) {
      committed = last;
    } else {
      log.warn(
          "Shard {} belongs to another node now; what is with the function here is not committed,"
              + " and runs again there",
          shard.id());
      right.lose();
    }
  }

  /// The last record that was committed here; null if none was.
  @Nullable StreamRecord committed() {
    return committed;
  }
}
