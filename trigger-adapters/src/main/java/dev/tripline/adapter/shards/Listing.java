package dev.tripline.adapter.shards;

import dev.tripline.adapter.shards.ShardedStream.KnownShard;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.spi.store.ShardLeases.Listed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists the stream's shards now and then, on threads of its own: a server that keeps the answer
/// back must not cost this node the leases of the shards that it reads. For one thread.
final class Listing {
  private static final Logger log = LoggerFactory.getLogger(Listing.class);
  private static final int MAY_FAIL = 3;

  private final ShardedStream stream;
  private final ShardLeases leases;
  private final LeasedStream.Setup setup;
  private final Runnable whenListed;
  private @Nullable Thread thread;
  private long next;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable RuntimeException failure;

  /// @param whenListed called on another thread when new shards may be free, or looking has failed
  Listing(ShardedStream stream, ShardLeases leases, LeasedStream.Setup setup, Runnable whenListed) {
    this.stream = stream;
    this.leases = leases;
    this.setup = setup;
    this.whenListed = whenListed;
    later();
  }

  /// Somebody has just looked.
  void later() {
    next = System.nanoTime() + interval().toNanos();
  }

  /// There is something new.
  void soon() {
    next = System.nanoTime();
  }

  /// Begins to look if it is time to. Does not wait.
  ///
  /// @param reading whether shards are read here
  /// @throws RuntimeException why looking failed, if nothing is read here, or if it has failed several
  ///     times in a row: a stream that cannot be listed, or noted in the store, may still be read for a
  ///     while
  void look(boolean reading) {
    RuntimeException last = failure;
    if (last != null && failures.get() >= (reading ? MAY_FAIL : 1)) {
      throw last;
    }
    Thread running = thread;
    if (next - System.nanoTime() > 0 || (running != null && running.isAlive())) {
      return;
    }
    later();
    thread = Thread.ofVirtual().name("shards of trigger " + setup.triggerId()).start(this::list);
  }

  private void list() {
    try {
      List<Listed> listed = new ArrayList<>();
      for (KnownShard shard : stream.shards()) {
        listed.add(new Listed(shard.id(), shard.parents(), null));
      }
      leases.list(setup.triggerId(), listed);
      failures.set(0);
      whenListed.run();
    } catch (InterruptedException _) {
      log.debug("Nobody waits for the shards of trigger {} any more", setup.triggerId());
    } catch (RuntimeException e) {
      failure = e;
      failures.incrementAndGet();
      log.warn("The shards cannot be listed; tried again in {}", interval(), e);
      whenListed.run();
    }
  }

  private Duration interval() {
    return setup.timing().listing();
  }

  /// Ends what runs, and waits for that.
  void stop() throws InterruptedException {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      running.join();
    }
  }
}
