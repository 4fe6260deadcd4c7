package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A run of a trigger that watches a folder: on one node at a time, the one that holds the trigger's
/// lease.
final class FolderRun implements SourceRun {
  private final EventSource source;
  private final Trigger trigger;
  private final EventAcceptance acceptance;
  private final TriggerLease lease;
  private final TriggerStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);

  FolderRun(
      EventSource source,
      Trigger trigger,
      EventAcceptance acceptance,
      TriggerLease lease,
      TriggerStatus status) {
    this.source = source;
    this.trigger = trigger;
    this.acceptance = acceptance;
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
      boolean fresh = acceptance.accept(trigger, EventAcceptance.invocation(trigger, event));
      status.began(1);
      status.ended(1, 0, 0);
      status.result(
          (fresh ? "accepted " : "known already: ") + event.type() + " " + event.subject());
    }
  }
}
