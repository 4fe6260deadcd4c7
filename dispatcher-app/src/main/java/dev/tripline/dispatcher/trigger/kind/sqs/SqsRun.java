package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.adapter.sqs.SqsQueue;
import dev.tripline.delivery.queue.Pollers;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A run of a trigger that reads a queue of SQS with a changing number of pollers. If their number has a
/// limit of the trigger's own, one node at a time does it, the one that holds the trigger's lease, and one
/// run at a time.
final class SqsRun implements SourceRun {
  private static final Logger log = LoggerFactory.getLogger(SqsRun.class);

  private final ClientLease<?> client;
  private final SqsQueue queue;
  private final Pollers pollers;
  private final @Nullable TriggerLease lease;
  private final TriggerStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /// @param client of the queue; closed with the run
  /// @param lease null if all nodes may read
  SqsRun(
      ClientLease<?> client,
      SqsQueue queue,
      Pollers pollers,
      @Nullable TriggerLease lease,
      TriggerStatus status) {
    this.client = client;
    this.queue = queue;
    this.pollers = pollers;
    this.lease = lease;
    this.status = status;
  }

  @Override
  public void run() throws InterruptedException {
    if (lease == null) {
      pollers.run();
    } else {
      run(lease);
    }
  }

  private void run(TriggerLease held) throws InterruptedException {
    long pause = held.length().toMillis() / 3;
    while (!held.hold()) {
      status.standby();
      if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    Thread keeper = Thread.ofVirtual().name("lease of pollers").start(() -> keep(held, pause));
    try {
      pollers.run();
      pollers.close();
    } finally {
      keeper.interrupt();
      held.release();
    }
  }

  private void keep(TriggerLease held, long pause) {
    try {
      while (!stopping.await(pause, TimeUnit.MILLISECONDS)) {
        if (!held.hold()) {
          log.warn("Another node reads the queue now; this one stops");
          pollers.stop();
          return;
        }
      }
    } catch (InterruptedException _) {
      log.debug("The lease is given back");
    } catch (RuntimeException e) {
      log.warn("The lease cannot be renewed; this node stops reading the queue", e);
      pollers.stop();
    }
  }

  @Override
  public void stop() {
    stopping.countDown();
    pollers.stop();
  }

  @Override
  public void close() {
    try {
      pollers.close();
      queue.close();
    } finally {
      client.close();
    }
  }
}
