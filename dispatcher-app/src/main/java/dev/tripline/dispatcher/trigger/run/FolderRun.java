package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    @Override
    public Acceptance accept(List<Event> events) {
      if (!lease.hold()) {
        throw new SourceUnavailableException("another node watches the folder now");
      }
      List<Receipt> receipts = new ArrayList<>();
      for (Event event : events) {
        NewInvocation invocation = EventAcceptance.invocation(trigger, event);
        try {
          boolean fresh = acceptance.accept(trigger, invocation);
          receipts.add(new Receipt(invocation.requestId(), !fresh));
          status.result(
              (fresh ? "accepted " : "known already: ") + event.type() + " " + event.subject());
        } catch (StoreFullException _) {
          return new Acceptance.Full(RETRY_AFTER);
        }
      }
      status.began(events.size());
      status.ended(events.size(), 0, 0);
      return new Acceptance.Accepted(receipts);
    }
  }
}
