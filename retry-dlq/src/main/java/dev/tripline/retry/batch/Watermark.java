package dev.tripline.retry.batch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The highest position up to which everything is finished (rule R6), while lanes finish the records of
/// a shard in any order. Never goes back. Each call takes constant time on average. Safe for many
/// threads.
///
/// @param <P> a position; with `equals`, and unique within the shard
public final class Watermark<P> {
  private final Map<P, Boolean> open = new LinkedHashMap<>();
  private @Nullable P committable;

  /// A record was read. To be called in the shard's order.
  public synchronized void began(P position) {
    if (open.putIfAbsent(position, false) != null) {
      throw new IllegalStateException(position + " began twice");
    }
  }

  /// A record is done, filtered out, or kept as a dead letter.
  public synchronized void finished(P position) {
    if (!Boolean.FALSE.equals(open.replace(position, true))) {
      throw new IllegalStateException(position + " never began, or was finished before");
    }
    var oldest = open.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<P, Boolean> entry = oldest.next();
      if (!entry.getValue()) {
        return;
      }
      committable = entry.getKey();
      oldest.remove();
    }
  }

  /// The last position of those that are finished without a gap; null if the first is not finished.
  public synchronized @Nullable P committable() {
    return committable;
  }

  /// How many records are held: begun, and not behind [#committable].
  public synchronized int pending() {
    return open.size();
  }
}
