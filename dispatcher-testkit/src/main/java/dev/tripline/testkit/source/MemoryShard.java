package dev.tripline.testkit.source;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.util.List;

/// A shard of a [MemoryStream] as one source reads it.
final class MemoryShard implements Shard {
  private final MemoryStream stream;
  private final MemoryStreamSource owner;
  private final MemoryShardState state;
  private final int epoch;
  private int position;

  /// Called with the stream's lock held.
  MemoryShard(MemoryStream stream, MemoryStreamSource owner, MemoryShardState state) {
    this.stream = stream;
    this.owner = owner;
    this.state = state;
    this.epoch = state.epoch;
    this.position = state.committed;
  }

  @Override
  public String id() {
    return state.id;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Read read(int max, Duration wait) throws InterruptedException {
    long left = max == 0 ? 0 : wait.toNanos();
    stream.lock.lockInterruptibly();
    try {
      while (true) {
        if (state.epoch != epoch) {
          return new Read.Lost();
        }
        if (owner.isStopping() || state.revoked) {
          return new Read.Ended(false);
        }
        if (position < state.oldest) {
          Read gap =
              new Read.Gap(String.valueOf(position), String.valueOf(state.oldest), "trimmed");
          position = state.oldest;
          return gap;
        }
        if (max > 0 && position < state.records.size()) {
          int end = Math.min(state.records.size(), position + max);
          List<StreamRecord> records = List.copyOf(state.records.subList(position, end));
          position = end;
          return new Read.Records(records);
        }
        if (max > 0 && state.closed) {
          return new Read.Ended(true);
        }
        if (left <= 0) {
          return new Read.Records(List.of());
        }
        left = stream.changed.awaitNanos(left);
      }
    } finally {
      stream.lock.unlock();
    }
  }

  @Override
  public Permission mayInvoke(int most, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    stream.lock.lockInterruptibly();
    try {
      while (true) {
        if (state.epoch != epoch) {
          return Permission.LOST;
        }
        if (owner.isStopping() || state.revoked) {
          return Permission.ENDED;
        }
        if (state.committed - state.acknowledged() <= most) {
          return Permission.GRANTED;
        }
        if (left <= 0) {
          return Permission.NOT_YET;
        }
        left = stream.changed.awaitNanos(left);
      }
    } finally {
      stream.lock.unlock();
    }
  }

  @Override
  public boolean commit(StreamRecord last) {
    stream.lock.lock();
    try {
      if (state.epoch != epoch || state.owner != owner) {
        return false;
      }
      state.committed = Math.max(state.committed, Integer.parseInt(last.id()) + 1);
      return true;
    } finally {
      stream.lock.unlock();
    }
  }

  @Override
  public Lag lag() {
    stream.lock.lock();
    try {
      return new Lag(state.records.size() - state.committed, Duration.ZERO);
    } finally {
      stream.lock.unlock();
    }
  }

  /// @param finished whether its children may be read
  void release(boolean finished) {
    stream.lock.lock();
    try {
      state.owner = null;
      state.finished |= finished && state.epoch == epoch;
      stream.changed.signalAll();
    } finally {
      stream.lock.unlock();
    }
  }
}
