package dev.tripline.delivery.queue;

import dev.tripline.delivery.Threads;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one queue with as many pollers as [PollerScaling] wants, each a delivery with a source and a
/// thread of its own. There are never more at work than its ceiling, those that are about to end
/// included.
///
/// [#run()] and [#close()] belong to one thread.
public final class Pollers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pollers.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(5);

  private final Opener opener;
  private final PollerScaling scaling;
  private final String name;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<PollerThread> threads = new ArrayList<>();
  private PollerScaling.State state;
  private volatile int size;
  private long noneBefore = System.nanoTime();

  /// @param name of the trigger, for threads and log lines
  public Pollers(Opener opener, PollerScaling scaling, String name) {
    this.opener = opener;
    this.scaling = scaling;
    this.name = name;
    this.state = scaling.start();
  }

  /// Makes pollers.
  public interface Opener {
    /// @param watcher gets the same calls as the trigger's own listener
    Poller open(QueueDelivery.Listener watcher);
  }

  /// @param source is closed when the delivery has ended
  public record Poller(QueueDelivery delivery, QueueSource source) {}

  /// The number of pollers now.
  public int size() {
    return size;
  }

  /// Runs until [#stop()] or an interrupt. After a stop it returns when no poller asks the queue for more;
  /// batches may still be with the function, and [#close()] waits for them.
  ///
  /// @throws dev.tripline.spi.source.SourceUnavailableException when no poller reaches the queue
  public void run() throws InterruptedException {
    boolean stopped = false;
    try {
      do {
        runOnce();
      } while (!stopping.await(ROUND.toMillis(), TimeUnit.MILLISECONDS));
      for (PollerThread poller : threads) {
        poller.delivery().stop();
      }
      for (PollerThread poller : threads) {
        while (poller.idle() && poller.thread().isAlive()) {
          poller.thread().join(LOOK);
        }
      }
      stopped = true;
    } finally {
      if (!stopped) {
        end();
      }
    }
  }

  /// Waits for the batches that are with the function; if interrupted, they are too.
  @Override
  public void close() {
    try {
      for (PollerThread poller : threads) {
        poller.thread().join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /// Reads no more. Does not wait.
  public void stop() {
    stopping.countDown();
  }

  private void runOnce() {
    PollerScaling.Round seen = PollerThread.round(threads);
    reap();
    int before = state.pollers();
    state = scaling.next(state, seen);
    if (state.pollers() != before) {
      log.debug("{} goes from {} to {} pollers: {}", name, before, state.pollers(), seen);
    }
    adjust();
    size = threads.size();
  }

  /// @throws RuntimeException the last poller's failure, if none is left
  private void reap() {
    RuntimeException failure = null;
    for (Iterator<PollerThread> all = threads.iterator(); all.hasNext(); ) {
      PollerThread poller = all.next();
      if (!poller.thread().isAlive()) {
        all.remove();
        failure = poller.failure() == null ? failure : poller.failure();
      }
    }
    if (failure == null) {
      return;
    }
    if (threads.isEmpty()) {
      throw failure;
    }
    noneBefore = System.nanoTime() + AFTER_OUTAGE.toNanos();
    state = scaling.afterOutage();
    log.warn(
        "A poller of {} failed, {} others go on; the next one starts in {}",
        name,
        threads.size(),
        AFTER_OUTAGE,
        failure);
  }

  private void adjust() {
    int wanted = state.pollers();
    int staying = 0;
    for (PollerThread poller : threads) {
      staying += poller.retired() ? 0 : 1;
    }
    for (boolean idle : new boolean[] {true, false}) {
      for (PollerThread poller : threads) {
        if (staying > wanted && !poller.retired() && poller.idle() == idle) {
          poller.retire();
          staying--;
        }
      }
    }
    if (System.nanoTime() - noneBefore < 0) {
      return;
    }
    for (; staying < wanted && threads.size() < scaling.ceiling(); staying++) {
      threads.add(PollerThread.start(opener, "poller of " + name, scaling.fifo()));
    }
  }

  /// However it ended, no thread is left behind.
  private void end() {
    for (PollerThread poller : threads) {
      poller.delivery().stop();
      poller.thread().interrupt();
    }
    for (PollerThread poller : threads) {
      Threads.joinUninterruptibly(poller.thread());
    }
    threads.clear();
    size = 0;
  }
}
