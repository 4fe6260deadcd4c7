package dev.tripline.delivery.stream;

import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.stream.gather.BatchGatherer;
import dev.tripline.delivery.stream.gather.Inbox;
import dev.tripline.delivery.stream.gather.Intake;
import dev.tripline.delivery.stream.gather.ReadingRight;
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

  /// How soon a failed lane is noticed while nothing is read.
  private static final Duration SLICE = Duration.ofMillis(500);

  /// How soon a reader without room notices that the shard is not its own any more.
  private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MIN_READ = 500;
  private static final int MAX_READ = 10_000;

  /// What is read ahead for all shards of a delivery, beside what is with the function.
  private static final long READ_AHEAD_BYTES = 64L * 1024 * 1024;

  /// What each shard may read ahead at most, and at least.
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  private static final long LEAST_BYTES = 1024 * 1024;

  private final Shard shard;
  private final ShardContext context;
  private final ReadingRight right = new ReadingRight();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final WatermarkCommits commits;
  private final RecordLetters letters;
  private final LastResult last = new LastResult();
  private final List<KeyLane> lanes = new ArrayList<>();
  private final int maxRead;
  private final IntSupplier shards;
  private volatile int inHand;
  private volatile boolean caughtUp;
  private Shard.@Nullable Read early;

  /// @param shards how many are read by the delivery now
  ShardDelivery(Shard shard, ShardContext context, IntSupplier shards) {
    this.shard = shard;
    this.shards = shards;
    this.context = context;
    int size = context.settings().batching().size();
    this.maxRead = Math.clamp((long) size * context.lanes(), MIN_READ, MAX_READ);
    this.commits = new WatermarkCommits(shard, right, context.lanes());
    StoreWrites writes = new StoreWrites(context, right);
    this.letters = new RecordLetters(context, writes);
    FunctionCall function =
        new FunctionCall(context.settings(), context.services(), context.shard());
    ShardTools tools = new ShardTools(right, commits, letters, parkedPath(writes), function, last);
    for (int i = 0; i < context.lanes(); i++) {
      lanes.add(lane(i, tools, writes));
    }
  }

  private @Nullable ParkedPath parkedPath(StoreWrites writes) {
    boolean inOrder = context.settings().batching().tumblingWindow() == null;
    return context.parking() == null || !inOrder
        ? null
        : new ParkedPath(context, right, writes, context.parking());
  }

  private KeyLane lane(int number, ShardTools tools, StoreWrites writes) {
    StreamDelivery.Settings settings = context.settings();
    Duration length = settings.batching().tumblingWindow();
    WindowChain windows =
        length == null ? null : new WindowChain(context, writes, length, () -> caughtUp);
    int size = settings.batching().size();
    Inbox inbox = new Inbox(Math.max(size, MIN_READ), this::laneBytes);
    Intake intake =
        new Intake(
            context.source(), settings.filter(), windows == null ? _ -> false : windows::covers);
    BatchGatherer gatherer =
        new BatchGatherer(
            inbox,
            intake,
            new BatchGatherer.Limits(
                size, settings.batching().window(), settings.origin().windowSinceFirst()),
            windows == null ? null : windows::endFor);
    BatchRun batches = new BatchRun(context, tools, number, windows);
    String name = "stream-" + settings.triggerId() + "-" + shard.id() + "-" + number;
    return new KeyLane(name, new KeyLane.Parts(inbox, gatherer, batches), right, this::fail);
  }

  /// How many bytes a lane may have before it.
  private long laneBytes() {
    long share = READ_AHEAD_BYTES / Math.max(1, shards.getAsInt());
    return Math.clamp(share, LEAST_BYTES, MOST_BYTES) / context.lanes();
  }

  /// Lets invocations that run finish and be settled, begins nothing new. Does not wait.
  void handOver() {
    right.handOver();
    lanes.forEach(KeyLane::close);
  }

  /// How many records were read and are not settled.
  long held() {
    return inHand + lanes.stream().mapToLong(KeyLane::held).sum();
  }

  StreamDelivery.ShardView view() {
    LastResult.Seen seen = last.seen();
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
    int left = records.size();
    inHand = left;
    context.services().account().count(Entry.RECEIVED, records.size());
    commits.read(records);
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
  /// and the records stay in hand, if the shard is to be left.
  private boolean offer(KeyLane lane, List<StreamRecord> records) throws InterruptedException {
    while (!right.isEnding()) {
      if (lane.offer(records, ROOM_NANOS)) {
        return true;
      }
      if (early == null) {
        Shard.Read told = shard.read(0, Duration.ZERO);
        if (told instanceof Shard.Read.Ended(boolean complete) && !complete) {
          right.handOver();
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
  /// that still runs would break the order of whoever reads the shard next.
  private void abandon() {
    right.lose();
    lanes.forEach(KeyLane::close);
    boolean interrupted = false;
    for (KeyLane lane : lanes) {
      while (true) {
        lane.interrupt();
        try {
          lane.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
