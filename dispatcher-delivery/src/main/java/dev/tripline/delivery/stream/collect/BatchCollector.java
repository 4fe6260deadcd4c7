package dev.tripline.delivery.stream.collect;

import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Collects a lane's records until there are enough of them, they are large enough, or the batching
/// window is over. For one thread; [#held] for any.
public final class BatchCollector {
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Inbox inbox;
  private final RecordFilter filter;
  private final Limits limits;
  private final @Nullable UnaryOperator<Instant> groupEnd;
  private final List<List<StreamRecord>> earlier = new ArrayList<>();
  private List<StreamRecord> list = List.of();
  private int from;
  private int next;
  private volatile int held;

  /// @param groupEnd the end of the time whose records may share a batch, from the arrival of the
  ///     first; null if all may
  public BatchCollector(
      Inbox inbox, RecordFilter filter, Limits limits, @Nullable UnaryOperator<Instant> groupEnd) {
    this.inbox = inbox;
    this.filter = filter;
    this.limits = limits;
    this.groupEnd = groupEnd;
  }

  /// @param size at most so many records
  /// @param window the time in which a batch is collected
  /// @param sinceFirstRecord whether the window begins with the first record; otherwise with the call
  public record Limits(int size, Duration window, boolean sinceFirstRecord) {}

  /// The next batch. Without records for the function if all were skipped, or if `patience` is over.
  ///
  /// @param patience nanoseconds to wait for a first record
  /// @return null if the inbox is closed and everything was handed out, or if the right ends
  public @Nullable Batch next(ReadingRight right, long patience) throws InterruptedException {
    Batch batch = new Batch();
    earlier.clear();
    from = next;
    long called = System.nanoTime();
    long deadline = called + limits.window().toNanos();
    boolean begun = false;
    @Nullable Instant end = null;
    while (!right.isEnding()) {
      while (next < list.size()) {
        StreamRecord record = list.get(next);
        if (groupEnd != null) {
          if (end == null) {
            end = groupEnd.apply(record.arrivedAt());
          } else if (!record.arrivedAt().isBefore(end)) {
            return handOut(batch);
          }
        }
        if (batch.isFullFor(record)) {
          return handOut(batch);
        }
        filter.enter(record, batch);
        next++;
        if (batch.records.size() >= limits.size()) {
          return handOut(batch);
        }
      }
      if (batch.taken() > 0 && batch.records.isEmpty()) {
        return handOut(batch);
      }
      if (!batch.records.isEmpty() && !begun) {
        begun = true;
        if (limits.sinceFirstRecord()) {
          deadline = System.nanoTime() + limits.window().toNanos();
        }
      }
      long now = System.nanoTime();
      if (begun && inbox.isDrained()) {
        return handOut(batch);
      }
      long wait = begun ? deadline - now : called + Math.min(patience, LONG_NANOS) - now;
      List<StreamRecord> more = inbox.take(Math.max(0, wait));
      if (more != null) {
        if (from < next) {
          earlier.add(list.subList(from, next));
        }
        list = more;
        from = 0;
        next = 0;
        held = list.size() + batch.taken();
        deadline = begun ? deadline : currentWindowEnd(deadline);
      } else if (inbox.isDrained() && !begun) {
        return null;
      } else if (wait <= 0) {
        return handOut(batch);
      }
    }
    putBack();
    return null;
  }

  /// Undoes the last [#next]: its records come again.
  public void putBack() {
    if (!earlier.isEmpty()) {
      List<StreamRecord> joined = new ArrayList<>();
      earlier.forEach(joined::addAll);
      joined.addAll(list);
      earlier.clear();
      list = joined;
      from = 0;
    }
    next = from;
    held = list.size() - next;
  }

  /// A batch of what was offered, once nothing more is, without waiting.
  ///
  /// @param most the number of the lane's records of which it is made at most
  /// @return null if there are none
  public @Nullable Batch rest(int most) throws InterruptedException {
    Batch batch = new Batch();
    while (batch.taken() < most && batch.records.size() < limits.size()) {
      if (next == list.size()) {
        List<StreamRecord> more = inbox.take(0);
        if (more == null) {
          break;
        }
        list = more;
        next = 0;
        continue;
      }
      StreamRecord record = list.get(next);
      if (batch.isFullFor(record)) {
        break;
      }
      filter.enter(record, batch);
      next++;
    }
    return batch.taken() == 0 ? null : handOut(batch);
  }

  /// While nothing comes, one batching window follows the other.
  private long currentWindowEnd(long deadline) {
    long window = limits.window().toNanos();
    long late = System.nanoTime() - deadline;
    return late < 0 || window == 0 ? deadline : deadline + (late / window + 1) * window;
  }

  private Batch handOut(Batch batch) {
    held = list.size() - next;
    return batch;
  }

  /// The number of records that it holds.
  public int held() {
    return held;
  }
}
