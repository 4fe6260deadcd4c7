package dev.tripline.adapter.kafka;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A partition while it is assigned to this node: a bounded buffer between the thread that polls Kafka
/// and the one that reads the shard, and the offset up to which the latter has finished.
///
/// An assignment is one object. When the partition comes back after a rebalance it is another one, so
/// that nothing which was finished under an old assignment is committed under a new one.
final class KafkaShard implements Shard {

  /// Whether there is more to read.
  private enum State {
    OPEN,
    ENDED,
    LOST
  }

  private final TopicPartition partition;
  private final KafkaBatchJson json;
  private final long epoch;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final FetchBuffer buffer;
  private final BooleanSupplier silent;
  private final ShardProgress progress;
  private State state = State.OPEN;
  private @Nullable Gap gap;
  private long behindGap = -1;
  private int held;
  private boolean pressing;
  private long unfetched = -1;
  private @Nullable Duration age;

  /// @param silent whether the cluster has been silent for so long that another node may have the
  ///     partition
  KafkaShard(
      Assignment assignment,
      KafkaBatchJson json,
      KafkaStreamSettings.Limits limits,
      InstantSource clock,
      BooleanSupplier silent) {
    StartOffsets.Start start = assignment.start();
    this.partition = assignment.partition();
    this.epoch = assignment.epoch();
    this.json = json;
    this.buffer = new FetchBuffer(limits);
    this.clock = clock;
    this.silent = silent;
    this.gap = start.gap();
    this.progress = new ShardProgress(start.offset(), start.fresh());
  }

  /// A partition that the group gave to this member.
  ///
  /// @param epoch the generation of the group in which it did
  record Assignment(TopicPartition partition, StartOffsets.Start start, long epoch) {}

  TopicPartition partition() {
    return partition;
  }

  @Override
  public String id() {
    return partition.toString();
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Read read(int max, Duration wait) throws InterruptedException {
    List<ConsumerRecord<byte[], byte[]>> taken;
    lock.lockInterruptibly();
    try {
      passGap();
      long left = wait.toNanos();
      while (state == State.OPEN && buffer.isEmpty() && gap == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      switch (state) {
        case ENDED -> {
          return new Read.Ended(false);
        }
        case LOST -> {
          return new Read.Lost();
        }
        case OPEN -> {
          // Read on.
        }
      }
      Gap found = gap;
      if (buffer.isEmpty() && found != null) {
        behindGap = found.to;
        gap = null;
        return found.read();
      }
      taken = buffer.take(max);
      if (!taken.isEmpty()) {
        progress.handedOut(taken.getFirst().offset(), taken.getLast().offset(), taken.size());
      }
      if (isRoomy()) {
        room.signal();
      }
    } finally {
      lock.unlock();
    }
    return new Read.Records(toRecords(taken));
  }

  /// The reader comes back from a gap, so it has taken note of it.
  private void passGap() {
    if (behindGap >= 0) {
      progress.passGap(behindGap, System.nanoTime());
      behindGap = -1;
      passMarkers();
    }
  }

  private void passMarkers() {
    if (state == State.OPEN && buffer.isEmpty() && gap == null && behindGap < 0) {
      progress.passMarkers(System.nanoTime());
    }
  }

  private List<StreamRecord> toRecords(List<ConsumerRecord<byte[], byte[]>> taken) {
    List<StreamRecord> records = new ArrayList<>(taken.size());
    Instant now = clock.instant();
    for (ConsumerRecord<byte[], byte[]> record : taken) {
      records.add(json.streamRecord(record, now));
    }
    if (!records.isEmpty()) {
      Duration waited = Duration.between(records.getLast().arrivedAt(), now);
      lock.lock();
      try {
        age = waited.isNegative() ? Duration.ZERO : waited;
      } finally {
        lock.unlock();
      }
    }
    return records;
  }

  @Override
  public boolean commit(StreamRecord last) {
    ConsumerRecord<byte[], byte[]> record = KafkaBatchJson.handle(last);
    lock.lock();
    try {
      if (state == State.LOST) {
        return false;
      }
      var position = new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), "");
      progress.finish(position, System.nanoTime());
      passMarkers();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// More than `most` is let through while the group acknowledges as quickly as usual: at full speed
  /// several batches end while a commit is under way.
  @Override
  public Permission mayInvoke(int most, Duration wait) throws InterruptedException {
    if (silent.getAsBoolean()) {
      return Permission.LOST;
    }
    long left = wait.toNanos();
    lock.lockInterruptibly();
    held++;
    try {
      while (true) {
        switch (state) {
          case LOST -> {
            return Permission.LOST;
          }
          case ENDED -> {
            return Permission.ENDED;
          }
          case OPEN -> {
            // It depends on what is acknowledged.
          }
        }
        if (progress.unacknowledged() <= most) {
          return Permission.GRANTED;
        }
        pressing = true;
        if (!progress.isLate(System.nanoTime())) {
          return Permission.GRANTED;
        }
        if (left <= 0) {
          return Permission.NOT_YET;
        }
        room.signal();
        left = changed.awaitNanos(left);
      }
    } finally {
      held--;
      lock.unlock();
    }
  }

  @Override
  public Lag lag() {
    lock.lock();
    try {
      long known = buffer.size() + progress.unfinished();
      return new Lag(unfetched < 0 ? -1 : unfetched + known, age);
    } finally {
      lock.unlock();
    }
  }

  /// Adds what was fetched. Never blocks; [#full] says when to stop.
  ///
  /// @param position the one that fetching goes on from
  void offer(List<ConsumerRecord<byte[], byte[]>> records, OffsetAndMetadata position) {
    lock.lock();
    try {
      if (state != State.OPEN) {
        return;
      }
      buffer.add(records);
      progress.fetched(position);
      passMarkers();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Records between the two offsets are gone. Nothing may be offered until [#full] is false again.
  void offerGap(Gap missing) {
    lock.lock();
    try {
      gap = missing;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether fetching must pause.
  boolean full() {
    lock.lock();
    try {
      return gap != null || buffer.isFull();
    } finally {
      lock.unlock();
    }
  }

  /// Whether there is room enough for paused fetching to be worth resuming.
  boolean roomy() {
    lock.lock();
    try {
      return isRoomy();
    } finally {
      lock.unlock();
    }
  }

  /// Waits up to `nanos` until it is [#roomy], and answers whether it is. Does not wait at a gap, which
  /// may take its reader long to note, nor while an invocation waits for a commit.
  boolean awaitRoom(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (state == State.OPEN && gap == null && held == 0 && !isRoomy() && left > 0) {
        left = room.awaitNanos(left);
      }
      return isRoomy();
    } finally {
      lock.unlock();
    }
  }

  private boolean isRoomy() {
    return gap == null && buffer.isRoomy();
  }

  /// It is to be handed over: what was not read is dropped, what was read may be finished and committed.
  void end() {
    close(State.ENDED);
  }

  /// Another node may have it already.
  void lose() {
    close(State.LOST);
  }

  private void close(State last) {
    lock.lock();
    try {
      if (state != State.LOST) {
        state = last;
      }
      buffer.clear();
      gap = null;
      changed.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The finished position, if it is not committed yet.
  ShardProgress.@Nullable Finished uncommitted() {
    lock.lock();
    try {
      return state == State.LOST ? null : progress.uncommitted();
    } finally {
      lock.unlock();
    }
  }

  /// Whether an invocation waits for a commit.
  boolean isHeld() {
    lock.lock();
    try {
      return held > 0;
    } finally {
      lock.unlock();
    }
  }

  /// Whether more is finished and not committed than should be.
  boolean isPressing() {
    lock.lock();
    try {
      return pressing;
    } finally {
      lock.unlock();
    }
  }

  /// Whether records are with the reader and not finished.
  boolean isWorking() {
    lock.lock();
    try {
      return !progress.isIdle();
    } finally {
      lock.unlock();
    }
  }

  /// The group has the position.
  ///
  /// @param sent the time at which it was sent, as [System#nanoTime]
  void committed(ShardProgress.Finished position, long sent) {
    lock.lock();
    try {
      progress.acknowledge(position, sent, System.nanoTime());
      pressing = held > 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// @param records that the broker has and that were not fetched
  void unfetched(long records) {
    lock.lock();
    try {
      unfetched = records;
      if (age == null && records == 0 && buffer.isEmpty()) {
        age = Duration.ZERO;
      }
    } finally {
      lock.unlock();
    }
  }

  /// @param from the offset that was to come
  /// @param to the first that is there
  record Gap(long from, long to, String why) {
    Read.Gap read() {
      return new Read.Gap(Long.toString(from), Long.toString(to), why);
    }
  }
}
