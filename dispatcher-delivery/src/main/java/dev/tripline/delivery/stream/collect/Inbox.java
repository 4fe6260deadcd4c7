package dev.tripline.delivery.stream.collect;

import dev.tripline.spi.source.StreamRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Records that were read for one lane and are not taken by it yet. Lists are handed over whole, so that a record
/// costs nothing here; a list is let in while there is less than the limit, and may go beyond it.
///
/// For one reader and one lane.
public final class Inbox {
  private final int maxRecords;
  private final LongSupplier maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition arrival = lock.newCondition();
  private final Deque<List<StreamRecord>> lists = new ArrayDeque<>();
  private final Deque<Long> sizes = new ArrayDeque<>();
  private int records;
  private long bytes;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    /// The shard is left.
    ENDING,
    /// Nothing more is offered.
    CLOSED
  }

  public Inbox(int maxRecords, LongSupplier maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /// Waits for room up to `nanos`, unless the shard is left: then what was read is let in. `false` if
  /// there was none.
  public boolean offer(List<StreamRecord> list, long nanos) throws InterruptedException {
    long size = 0;
    for (StreamRecord record : list) {
      size += record.size();
    }
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (state == State.OPEN && (records >= maxRecords || bytes >= maxBytes.getAsLong())) {
        if (left <= 0) {
          return false;
        }
        left = room.awaitNanos(left);
      }
      lists.add(list);
      sizes.add(size);
      records += list.size();
      bytes += size;
      arrival.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a list up to `nanos`. Null if none came, if [#isDrained], or if the shard is left.
  public @Nullable List<StreamRecord> take(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (lists.isEmpty()) {
        if (state != State.OPEN || left <= 0) {
          return null;
        }
        left = arrival.awaitNanos(left);
      }
      List<StreamRecord> list = lists.remove();
      records -= list.size();
      bytes -= sizes.remove();
      room.signal();
      return list;
    } finally {
      lock.unlock();
    }
  }

  /// The shard is left; who waits need not wait any longer. What is being offered still comes.
  public void end() {
    advance(State.ENDING);
  }

  /// Nothing more will be offered; who waits need not wait any longer.
  public void close() {
    advance(State.CLOSED);
  }

  private void advance(State next) {
    lock.lock();
    try {
      if (next.compareTo(state) > 0) {
        state = next;
      }
      arrival.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until nothing more will be offered.
  public void awaitClosed() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (state != State.CLOSED) {
        arrival.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether it is closed and everything was taken.
  public boolean isDrained() {
    lock.lock();
    try {
      return state == State.CLOSED && lists.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  public int records() {
    lock.lock();
    try {
      return records;
    } finally {
      lock.unlock();
    }
  }
}
