package dev.tripline.delivery.stream;

import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.parking.ShardParking;
import dev.tripline.delivery.stream.collect.BatchCollector;
import dev.tripline.delivery.stream.collect.Inbox;
import dev.tripline.delivery.stream.collect.ReadingRight;
import dev.tripline.delivery.stream.collect.RecordFilter;
import dev.tripline.retry.batch.LaneWatermark;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one shard and hands its records to lanes, until it ends or is not this node's any more.
///
/// [#run] belongs to one thread; everything else is for any.
final class ShardDelivery {
  private static final Logger log = LoggerFactory.getLogger(ShardDelivery.class);

  /// The longest time in which a failed lane goes unnoticed while nothing is read.
  private static final Duration SLICE = Duration.ofMillis(500);

  /// The longest time in which a reader without room keeps a shard that is not its own any more.
  private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MIN_READ = 500;
  private static final int MAX_READ = 10_000;

  /// Bytes read ahead for all shards of a delivery, beside those with the function.
  private static final long READ_AHEAD_BYTES = 64L * 1024 * 1024;

  /// Bytes that each shard may read ahead at most, and at least.
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  private static final long LEAST_BYTES = 1024 * 1024;

  private final Shard shard;
  private final ShardContext context;
  private final ReadingRight right;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final RecordLetters letters;
  private final List<KeyLane> lanes = new ArrayList<>();
  private final int maxRead;
  private final IntSupplier shards;
  private final ShardParking parking;
  private boolean begun;
  private volatile int inHand;
  private volatile boolean caughtUp;
  private Shard.@Nullable Read early;

  /// @param parking the shard's parked keys
  /// @param shards the number that the delivery reads now
  ShardDelivery(ShardContext context, ShardParking parking, IntSupplier shards) {
    this.shard = context.shard();
    this.context = context;
    this.right = context.right();
    this.shards = shards;
    this.parking = parking;
    StreamSettings settings = context.settings();
    this.maxRead = Math.clamp((long) settings.batchSize() * settings.lanes(), MIN_READ, MAX_READ);
    this.letters = new RecordLetters(context);
    boolean inOrder = settings.tumblingWindow() == null;
    ParkedPath parked = inOrder ? new ParkedPath(context, parking) : null;
    for (int i = 0; i < settings.lanes(); i++) {
      lanes.add(lane(i, parked));
    }
  }

  private KeyLane lane(int number, @Nullable ParkedPath parked) {
    StreamSettings settings = context.settings();
    Duration length = settings.tumblingWindow();
    WindowChain windows = length == null ? null : new WindowChain(context, length, () -> caughtUp);
    int size = settings.batchSize();
    Inbox inbox = new Inbox(Math.max(size, MIN_READ), this::laneBytes);
    RecordFilter filter =
        new RecordFilter(
            context.source(),
            context.trigger().filter(),
            windows == null ? parking::isSettled : windows::covers,
            record ->
                context.services().delivery().stops(context.trigger().function(), record.depth()));
    BatchCollector collector =
        new BatchCollector(
            inbox,
            filter,
            new BatchCollector.Limits(
                size, settings.window(), context.trigger().origin().windowSinceFirst()),
            windows == null ? null : windows::endFor);
    BatchRun batches = new BatchRun(context, number, letters, parked, windows);
    return new KeyLane(context, inbox, collector, batches, this::fail);
  }

  /// The bytes that a lane may have before it.
  private long laneBytes() {
    long share = READ_AHEAD_BYTES / Math.max(1, shards.getAsInt());
    return Math.clamp(share, LEAST_BYTES, MOST_BYTES) / context.settings().lanes();
  }

  /// Lets what was begun finish and be settled, and what other lanes have before it; begins nothing
  /// else. Does not wait.
  void handOver() {
    context.handOver();
    lanes.forEach(KeyLane::end);
  }

  /// The number of records that were read and are not settled.
  long held() {
    return inHand + lanes.stream().mapToLong(KeyLane::held).sum();
  }

  StreamDelivery.ShardView view() {
    LastResult.Seen seen = context.last().seen();
    return new StreamDelivery.ShardView(
        shard.id(),
        shard.lag(),
        held(),
        seen == null ? null : seen.text(),
        seen == null ? null : seen.at());
  }

  /// Blocks until the shard is finished, handed over or lost; then none of its records is with the
  /// function any more.
  ///
  /// @return whether it was finished
  boolean run() throws InterruptedException {
    lanes.forEach(KeyLane::start);
    boolean complete;
    try {
      complete = read();
      if (!complete) {
        handOver();
      }
      lanes.forEach(KeyLane::close);
      if (right.isLost()) {
        lanes.forEach(KeyLane::interrupt);
      }
      for (KeyLane lane : lanes) {
        lane.join();
      }
    } catch (InterruptedException | RuntimeException e) {
      abandon();
      throw e;
    }
    throwFailure();
    return complete && !right.isEnding();
  }

  /// `true` if everything was read; `false` if the shard is to be left.
  private boolean read() throws InterruptedException {
    while (!right.isEnding()) {
      Shard.Read read = early == null ? shard.read(maxRead, SLICE) : early;
      early = null;
      switch (read) {
        case Shard.Read.Records(List<StreamRecord> records) -> {
          caughtUp = records.isEmpty();
          if (!records.isEmpty()) {
            accept(records);
          }
        }
        case Shard.Read.Gap gap -> letters.keepGap(gap);
        case Shard.Read.Ended(boolean complete) -> {
          return complete;
        }
        case Shard.Read.Lost() -> {
          log.warn("Shard {} was lost to another node; nothing more is committed", shard.id());
          right.lose();
          return false;
        }
      }
    }
    return false;
  }

  private void accept(List<StreamRecord> records) throws InterruptedException {
    if (!begun) {
      parking.begin(records.getFirst());
      begun = true;
    }
    int left = records.size();
    inHand = left;
    context.services().ledger().count(Entry.RECEIVED, records.size());
    context.commits().read(records);
    if (lanes.size() == 1) {
      if (offer(lanes.getFirst(), records)) {
        inHand = 0;
      }
      return;
    }
    List<List<StreamRecord>> shares = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      shares.add(new ArrayList<>());
    }
    for (StreamRecord record : records) {
      shares.get(LaneWatermark.laneOf(record, lanes.size())).add(record);
    }
    for (int i = 0; i < lanes.size(); i++) {
      List<StreamRecord> share = shares.get(i);
      if (!share.isEmpty() && offer(lanes.get(i), share)) {
        left -= share.size();
        inHand = left;
      }
    }
  }

  /// Waits for room in the lane; this is how a slow function slows the reading of its source. `false`,
  /// and the records stay in hand, if the shard was lost. One that is handed over has room for what was
  /// read.
  private boolean offer(KeyLane lane, List<StreamRecord> records) throws InterruptedException {
    while (!right.isLost()) {
      if (right.isEnding()) {
        handOver(); // a lane may have noticed it
      }
      if (lane.offer(records, ROOM_NANOS)) {
        return true;
      }
      if (early == null) {
        Shard.Read told = shard.read(0, Duration.ZERO);
        if (told instanceof Shard.Read.Ended(boolean complete) && !complete) {
          handOver();
        }
        if (!(told instanceof Shard.Read.Records)) {
          early = told;
        }
      }
      if (early instanceof Shard.Read.Lost) {
        return false;
      }
    }
    return false;
  }

  private void fail(Throwable thrown) {
    if (!right.isLost() && failure.compareAndSet(null, thrown)) {
      log.error(
          "Shard {} is given up here, uncommitted beyond its watermark, because a lane broke down",
          shard.id(),
          thrown);
    }
    context.commits().abandon();
    handOver();
  }

  private void throwFailure() {
    switch (failure.get()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null -> {}
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /// Ends the lanes at once. An interrupt meanwhile does not keep it from waiting for them: a function
  /// that still runs would break the order of the next reader of the shard.
  private void abandon() {
    right.lose();
    lanes.forEach(KeyLane::close);
    lanes.forEach(KeyLane::interrupt);
    lanes.forEach(KeyLane::joinUninterruptibly);
  }
}
