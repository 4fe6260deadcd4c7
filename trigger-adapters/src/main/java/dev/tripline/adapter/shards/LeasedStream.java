package dev.tripline.adapter.shards;

import dev.tripline.adapter.shards.ShardedStream.KnownShard;
import dev.tripline.spi.source.ShardConsumer;
import dev.tripline.spi.store.ShardLease;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.spi.store.ShardLeases.Listed;
import dev.tripline.spi.store.ShardLeases.Reader;
import dev.tripline.spi.store.ShardLeases.Share;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes this node's share of a stream's shards and keeps it, round by round: extends its leases, looks
/// which shards there are, takes free ones, gives away what is too much.
public final class LeasedStream {
  private static final Logger log = LoggerFactory.getLogger(LeasedStream.class);

  private final ShardedStream stream;
  private final ShardLeases leases;
  private final Setup setup;
  private final InstantSource clock;
  private final Semaphore wake = new Semaphore(0);
  private final Listing listing;
  private final Map<String, ShardWork> work = new HashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  public LeasedStream(ShardedStream stream, ShardLeases leases, Setup setup, InstantSource clock) {
    this.stream = stream;
    this.leases = leases;
    this.setup = setup;
    this.clock = clock;
    this.listing = new Listing(stream, leases, setup, wake::release);
  }

  /// @param start for the shards that there are when the trigger is first seen
  public record Setup(String triggerId, Start start, LeaseTiming timing) {}

  /// Notes where reading begins, if that was not done yet: nothing that arrives from now on is missed.
  /// Blocks.
  public void place() throws InterruptedException {
    List<Listed> listed = new ArrayList<>();
    for (KnownShard shard : stream.shards()) {
      listed.add(new Listed(shard.id(), shard.parents(), start(shard)));
    }
    leases.list(setup.triggerId(), listed);
    listing.later();
  }

  private @Nullable String start(KnownShard shard) {
    return switch (setup.start()) {
      case Start.TrimHorizon _ -> new Position.Beginning().text();
      case Start.AtTimestamp at -> new Position.Since(at.time(), null).text();
      case Start.Latest _ -> shard.open() ? stream.newest(shard.id()).text() : null;
    };
  }

  /// As [dev.tripline.spi.source.StreamSource#run].
  public void run(ShardConsumer consumer) throws InterruptedException {
    LeaseTiming timing = setup.timing();
    var reader =
        new Reader(
            setup.triggerId(), UUID.randomUUID().toString(), timing.lease(), timing.margin());
    try {
      place();
      while (!stopping) {
        round(reader, consumer);
        awaitChange();
      }
      log.info("{} shards are handed over", work.size());
      work.values().forEach(one -> one.owned().handOver());
      while (!work.isEmpty()) {
        renew(reader);
        awaitChange();
      }
    } finally {
      end(reader);
    }
  }

  /// As [dev.tripline.spi.source.StreamSource#stop].
  public void stop() {
    stopping = true;
    wake.release();
  }

  /// Until the next round, or until something happens.
  private void awaitChange() throws InterruptedException {
    if (wake.tryAcquire(setup.timing().round().toMillis(), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
    if (work.values().stream().anyMatch(ShardWork::isFinished)) {
      listing.soon(); // its children are free now
    }
    work.values().removeIf(ShardWork::isOver);
    threads.removeIf(thread -> !thread.isAlive());
  }

  private void round(Reader reader, ShardConsumer consumer) {
    listing.look(!work.isEmpty());
    Share share = renew(reader);
    if (share == null) {
      return;
    }
    consumer.joined();
    int wanted = Sharing.toClaim(reader.id(), share.shards(), share.free());
    if (wanted > 0) {
      claim(reader, wanted, consumer);
    } else if (Sharing.toGive(reader.id(), share.shards(), share.free())) {
      giveOne();
    }
  }

  /// Null if the store does not answer: what runs goes on until its leases are over.
  private @Nullable Share renew(Reader reader) {
    long asked = System.nanoTime();
    try {
      Share share = leases.renew(reader);
      for (ShardWork one : work.values()) {
        if (share.held().contains(one.owned().id())) {
          one.owned().extend(heldUntil(asked));
        } else if (!one.isOver()) {
          one.owned().lose();
        }
      }
      return share;
    } catch (RuntimeException e) {
      log.warn(
          "The leases of {} shards were not extended; tried again in {}",
          work.size(),
          setup.timing().round(),
          e);
      return null;
    }
  }

  private long heldUntil(long asked) {
    return asked + setup.timing().lease().minus(setup.timing().margin()).toNanos();
  }

  private void claim(Reader reader, int wanted, ShardConsumer consumer) {
    long asked = System.nanoTime();
    List<ShardLease> claimed;
    try {
      claimed = leases.claim(reader, wanted);
    } catch (RuntimeException e) {
      log.warn("No shards could be claimed; tried again in {}", setup.timing().round(), e);
      return;
    }
    for (ShardLease lease : claimed) {
      if (work.containsKey(lease.shardId())) {
        leases.release(lease); // what was lost here has not ended yet
        continue;
      }
      log.info(
          "Shard {} is read here from {}, epoch {}",
          lease.shardId(),
          Position.of(lease.position()).inWords(),
          lease.epoch());
      var owned = new OwnedShard(leases, lease, heldUntil(asked));
      var one = new ShardWork(owned, stream, consumer, clock);
      work.put(lease.shardId(), one);
      threads.add(one.start(wake::release));
    }
  }

  private void giveOne() {
    if (work.values().stream().anyMatch(one -> one.owned().isEnding())) {
      return; // one at a time
    }
    work.values().stream()
        .findFirst()
        .ifPresent(one -> {
          log.info("Shard {} is given to a node that has fewer", one.owned().id());
          one.owned().handOver();
        });
  }

  private void end(Reader reader) throws InterruptedException {
    try {
      threads.forEach(Thread::interrupt);
      listing.stop();
      for (ShardWork one : work.values()) {
        one.awaitEnd();
      }
    } finally {
      try {
        leases.leave(reader);
      } catch (RuntimeException e) {
        log.warn("The store does not know that this node left; its leases run out", e);
      }
    }
  }
}
