package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.delivery.AsynchronousDelivery;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.NewInvocation;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A run of a trigger that watches a folder: on one node at a time, the one that holds the trigger's
/// lease.
final class FolderRun implements SourceRun {
  private final EventSource source;
  private final Trigger trigger;
  private final AsynchronousDelivery delivery;
  private final TriggerLease lease;
  private final TriggerStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);

  FolderRun(
      EventSource source,
      Trigger trigger,
      AsynchronousDelivery delivery,
      TriggerLease lease,
      TriggerStatus status) {
    this.source = source;
    this.trigger = trigger;
    this.delivery = delivery;
    this.lease = lease;
    this.status = status;
  }

  @Override
  public void run() throws InterruptedException {
    while (!lease.hold()) {
      status.standby();
      if (stopping.await(lease.length().toMillis() / 3, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    try {
      source.run(new Sink());
    } finally {
      lease.release();
    }
  }

  @Override
  public void stop() {
    stopping.countDown();
    source.close();
  }

  @Override
  public void close() {
    source.close();
  }

  /// Accepts durably what the folder tells.
  private final class Sink implements EventSink {
    @Override
    public void accept(Event event) {
      if (!lease.hold()) {
        throw new SourceUnavailableException("another node watches the folder now");
      }
      status.began(1);
      boolean fresh =
          delivery.accept(
              new NewInvocation(
                  UUID.randomUUID().toString(),
                  trigger.function(),
                  event.payload(),
                  trigger.id(),
                  event.dedupKey(),
                  0,
                  0));
      status.ended(1, 0, 0);
      status.result(
          (fresh ? "accepted " : "known already: ") + event.type() + " " + event.subject());
    }
  }
}
