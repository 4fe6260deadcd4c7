package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A run of a trigger that watches a folder: on one node at a time, the one that holds the trigger's
/// lease.
final class FolderRun implements SourceRun {
  private final EventSource source;
  private final EventSink sink;
  private final TriggerLease lease;
  private final TriggerStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);

  FolderRun(EventSource source, EventSink sink, TriggerLease lease, TriggerStatus status) {
    this.source = source;
    this.sink = sink;
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
      source.run(new LeasedSink());
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

  /// Accepts while this node holds the lease.
  private final class LeasedSink implements EventSink {
    @Override
    public Acceptance accept(List<Event> events) throws InterruptedException {
      if (!lease.hold()) {
        throw new SourceUnavailableException("another node watches the folder now");
      }
      Acceptance acceptance = sink.accept(events);
      if (acceptance instanceof Acceptance.Accepted accepted && !events.isEmpty()) {
        Event last = events.getLast();
        boolean known = accepted.receipts().getLast().duplicate();
        status.result(
            (known ? "known already: " : "accepted ") + last.type() + " " + last.subject());
      }
      return acceptance;
    }
  }
}
