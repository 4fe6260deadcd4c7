package dev.tripline.delivery.queue;

import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One poller: its delivery, its source, its platform thread (ADR 0088), and its work since the last
/// round.
final class PollerThread implements QueueDelivery.Listener {
  private static final Logger log = LoggerFactory.getLogger(PollerThread.class);

  private final boolean fifo;
  private Pollers.@Nullable Poller poller;
  private @Nullable Thread thread;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean retired;

  private boolean busy;
  private boolean waiting;
  private boolean full;
  private boolean active;
  private int groups;
  private int batches;
  private int failed;

  private PollerThread(boolean fifo) {
    this.fifo = fifo;
  }

  static PollerThread start(Pollers.Opener opener, String name, boolean fifo) {
    var started = new PollerThread(fifo);
    Pollers.Poller poller = opener.open(started);
    started.poller = poller;
    started.thread = Thread.ofPlatform().daemon().name(name).start(() -> started.run(poller));
    return started;
  }

  private void run(Pollers.Poller poller) {
    try (QueueSource _ = poller.source()) {
      poller.delivery().run();
    } catch (InterruptedException _) {
      log.info("A poller was interrupted; its source gives back what is open");
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  QueueDelivery delivery() {
    if (poller == null) {
      throw new IllegalStateException("not started");
    }
    return poller.delivery();
  }

  Thread thread() {
    if (thread == null) {
      throw new IllegalStateException("not started");
    }
    return thread;
  }

  /// Why it ended; null if it was asked to.
  @Nullable RuntimeException failure() {
    return failure;
  }

  boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
    delivery().retire();
  }

  synchronized boolean idle() {
    return !busy;
  }

  @Override
  public void began() {}

  @Override
  public void ended() {}

  @Override
  public synchronized void started(List<Delivery> batch, boolean full) {
    busy = true;
    active = true;
    this.full = full;
    groups = fifo ? groups(batch) : 0;
  }

  @Override
  public synchronized void waiting(String why, Duration delay) {
    waiting = true;
  }

  @Override
  public synchronized void settled(
      int succeeded, int retried, int deadLettered, @Nullable String error) {
    busy = false;
    waiting = false;
    batches++;
    if (error != null) {
      failed++;
    }
  }

  private static int groups(List<Delivery> batch) {
    Set<String> groups = new HashSet<>();
    for (Delivery delivery : batch) {
      if (delivery.group() != null) {
        groups.add(delivery.group());
      }
    }
    return groups.size();
  }

  /// The work of all of them since the last round.
  static PollerScaling.Round round(List<PollerThread> threads) {
    var sum = new PollerScaling.Round(0, 0, 0, 0, 0, 0);
    for (PollerThread thread : threads) {
      sum = thread.addTo(sum);
    }
    return sum;
  }

  private synchronized PollerScaling.Round addTo(PollerScaling.Round sum) {
    var added =
        new PollerScaling.Round(
            sum.active() + (active ? 1 : 0),
            sum.full() + (active && full ? 1 : 0),
            sum.waiting() + (waiting ? 1 : 0),
            sum.batches() + batches,
            sum.failed() + failed,
            sum.groups() + (active ? groups : 0));
    active = busy;
    batches = 0;
    failed = 0;
    return added;
  }
}
