package dev.tripline.adapter.kafka;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
  private static final int OVERHEAD = 100;
  private static final String UNREADABLE = "\uFFFD";

  /// Whether there is more to read.
  private enum State {
    OPEN,
    ENDED,
    LOST
  }

  private final TopicPartition partition;
  private final KafkaBatchJson json;
  private final KafkaStreamSettings.Limits limits;
  private final long epoch;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> buffer = new ArrayDeque<>();
  private State state = State.OPEN;
  private long bytes;
  private @Nullable Gap gap;
  private long behindGap = -1;
  private OffsetAndMetadata finished;
  private long watermark;
  private long committed;
  private long next;
  private long unfetched;
  private Duration age = Duration.ZERO;

  KafkaShard(
      Assignment assignment,
      KafkaBatchJson json,
      KafkaStreamSettings.Limits limits,
      InstantSource clock) {
    StartOffsets.Start start = assignment.start();
    this.partition = assignment.partition();
    this.epoch = assignment.epoch();
    this.json = json;
    this.limits = limits;
    this.clock = clock;
    this.gap = start.gap();
    this.watermark = start.offset();
    this.finished = new OffsetAndMetadata(watermark);
    this.committed = start.fresh() ? -1 : watermark;
    this.next = watermark;
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
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
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
      while (taken.size() < max && !buffer.isEmpty()) {
        ConsumerRecord<byte[], byte[]> record = buffer.removeFirst();
        bytes -= weight(record);
        taken.add(record);
      }
      if (isRoomy()) {
        room.signal();
      }
    } finally {
      lock.unlock();
    }
    return new Read.Records(toRecords(taken));
  }

  /// The reader comes back from a gap, so it has taken note of it. Where it has nothing unfinished from
  /// before the gap, the gap need not be told again.
  private void passGap() {
    if (behindGap >= 0 && watermark == next) {
      finish(new OffsetAndMetadata(behindGap));
      next = behindGap;
    }
    behindGap = -1;
  }

  private List<StreamRecord> toRecords(List<ConsumerRecord<byte[], byte[]>> taken) {
    List<StreamRecord> records = new ArrayList<>(taken.size());
    Instant now = clock.instant();
    Instant newest = now;
    for (ConsumerRecord<byte[], byte[]> record : taken) {
      Instant arrived = record.timestamp() < 0 ? now : Instant.ofEpochMilli(record.timestamp());
      newest = arrived;
      records.add(
          new StreamRecord(
              Long.toString(record.offset()),
              key(record.key()),
              arrived,
              json.size(record),
              record));
    }
    if (!taken.isEmpty()) {
      Duration waited = Duration.between(newest, now);
      lock.lock();
      try {
        next = Math.max(next, taken.getLast().offset() + 1);
        age = waited.isNegative() ? Duration.ZERO : waited;
      } finally {
        lock.unlock();
      }
    }
    return records;
  }

  /// Text where the bytes are some, base64 otherwise: different keys must stay different.
  private static @Nullable String key(byte @Nullable [] key) {
    if (key == null) {
      return null;
    }
    String text = new String(key, StandardCharsets.UTF_8);
    return text.contains(UNREADABLE) ? "base64:" + Base64.getEncoder().encodeToString(key) : text;
  }

  @Override
  public boolean commit(StreamRecord last) {
    ConsumerRecord<byte[], byte[]> record = KafkaBatchJson.handle(last);
    lock.lock();
    try {
      if (state == State.LOST) {
        return false;
      }
      finish(new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void finish(OffsetAndMetadata position) {
    if (position.offset() > watermark) {
      watermark = position.offset();
      finished = position;
    }
  }

  @Override
  public Lag lag() {
    lock.lock();
    try {
      return new Lag(unfetched + buffer.size() + Math.max(0, next - watermark), age);
    } finally {
      lock.unlock();
    }
  }

  /// Adds what was fetched. Never blocks; [#full] says when to stop.
  void offer(List<ConsumerRecord<byte[], byte[]>> records) {
    lock.lock();
    try {
      if (state != State.OPEN) {
        return;
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        bytes += weight(record);
        buffer.add(record);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static long weight(ConsumerRecord<byte[], byte[]> record) {
    return OVERHEAD
        + Math.max(0L, record.serializedKeySize())
        + Math.max(0L, record.serializedValueSize());
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
      return gap != null
          || bytes >= limits.bufferBytes()
          || buffer.size() >= limits.bufferRecords();
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
  /// may take its reader long to note.
  boolean awaitRoom(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (state == State.OPEN && gap == null && !isRoomy() && left > 0) {
        left = room.awaitNanos(left);
      }
      return isRoomy();
    } finally {
      lock.unlock();
    }
  }

  private boolean isRoomy() {
    return gap == null
        && bytes <= limits.bufferBytes() / 2
        && buffer.size() <= limits.bufferRecords() / 2;
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
      bytes = 0;
      gap = null;
      changed.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean lost() {
    lock.lock();
    try {
      return state == State.LOST;
    } finally {
      lock.unlock();
    }
  }

  /// The finished position, if it is not committed yet.
  @Nullable OffsetAndMetadata uncommitted() {
    lock.lock();
    try {
      return state == State.LOST || watermark <= committed ? null : finished;
    } finally {
      lock.unlock();
    }
  }

  void committed(long offset) {
    lock.lock();
    try {
      committed = Math.max(committed, offset);
    } finally {
      lock.unlock();
    }
  }

  /// @param records that the broker has and that were not fetched
  void unfetched(long records) {
    lock.lock();
    try {
      unfetched = records;
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
