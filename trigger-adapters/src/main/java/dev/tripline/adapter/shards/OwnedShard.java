package dev.tripline.adapter.shards;

import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.ShardLease;
import dev.tripline.spi.store.ShardLeases;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's right to one shard, until it is lost, handed over, or ended. Safe for many threads.
final class OwnedShard {
  private static final Logger log = LoggerFactory.getLogger(OwnedShard.class);

  private final ShardLeases leases;
  private final ShardLease lease;
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile long heldUntil;
  private volatile boolean lost;
  private Position committed;

  /// @param heldUntil by [System#nanoTime]
  OwnedShard(ShardLeases leases, ShardLease lease, long heldUntil) {
    this.leases = leases;
    this.lease = lease;
    this.heldUntil = heldUntil;
    this.committed = Position.of(lease.position());
  }

  String id() {
    return lease.shardId();
  }

  long epoch() {
    return lease.epoch();
  }

  /// The lease was extended.
  void extend(long until) {
    heldUntil = until;
  }

  /// The time for which the right still lasts; negative if it is over.
  Duration left() {
    return Duration.ofNanos(heldUntil - System.nanoTime());
  }

  /// Nothing more is to be read; what was read may be finished.
  void handOver() {
    ending.countDown();
  }

  void lose() {
    lost = true;
    ending.countDown();
  }

  /// Also when nobody has noticed yet that the lease has run out (rule R3).
  boolean isLost() {
    return lost || heldUntil - System.nanoTime() <= 0;
  }

  /// Whether it is to be handed over, or is lost.
  boolean isEnding() {
    return ending.getCount() == 0 || isLost();
  }

  /// Waits, unless the right ends before.
  void pause(long nanos) throws InterruptedException {
    if (ending.await(nanos, TimeUnit.NANOSECONDS)) {
      log.debug("Shard {} is {}", id(), lost ? "lost" : "handed over");
    }
  }

  synchronized Position committed() {
    return committed;
  }

  /// Raises the committed position, and never lowers it (rule R6).
  synchronized boolean commit(StreamRecord last) {
    if (isLost()) {
      return false;
    }
    if (committed instanceof Position.After after
        && new BigInteger(after.sequenceNumber()).compareTo(new BigInteger(last.id())) >= 0) {
      return true;
    }
    var position = new Position.After(last.id(), last.arrivedAt());
    if (!told(() -> leases.checkpoint(lease, position.text()))) {
      log.warn("Shard {} is another node's now; work on it ends here", id());
      lose();
      return false;
    }
    committed = position;
    return true;
  }

  /// `false` if it is another node's.
  boolean finish() {
    return told(() -> leases.finish(lease));
  }

  void release() {
    told(() -> {
      leases.release(lease);
      return true;
    });
  }

  private boolean told(BooleanSupplier change) {
    try {
      return change.getAsBoolean();
    } catch (RuntimeException e) {
      throw new SourceUnavailableException(
          "the store does not take the progress of shard %s; what is not noted is read again"
              .formatted(id()),
          e);
    }
  }
}
