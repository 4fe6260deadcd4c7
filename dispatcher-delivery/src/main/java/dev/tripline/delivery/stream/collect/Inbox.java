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
  private boolean ending;
  private boolean closed;

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
      while (!ending && (records >= maxRecords || bytes >= maxBytes.getAsLong())) {
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
        if (closed || ending || left <= 0) {
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
    lock.lock();
    try {
      ending = true;
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more will be offered; who waits need not wait any longer.
  public void close() {
    lock.lock();
    try {
      closed = true;
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    arrival.signalAll();
    room.signalAll();
  }

  /// Waits until nothing more will be offered.
  public void awaitClosed() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
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
      return closed && lists.isEmpty();
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
