package dev.tripline.dispatcher.trigger.run.lease;

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

/// A run of a trigger that watches its source on one node at a time, the one that holds the trigger's
/// lease.
public final class LeasedRun implements SourceRun {
  private final EventSource source;
  private final EventSink sink;
  private final TriggerLease lease;
  private final TriggerStatus status;
  private final CountDownLatch stopping = new CountDownLatch(1);

  public LeasedRun(EventSource source, EventSink sink, TriggerLease lease, TriggerStatus status) {
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

  /// For sources that are busy for long between two events.
  ///
  /// @throws SourceUnavailableException if another node has the lease
  public static void requireHeld(TriggerLease lease) {
    if (!lease.hold()) {
      throw new SourceUnavailableException("another node watches this source now");
    }
  }

  /// Accepts while this node holds the lease.
  private final class LeasedSink implements EventSink {
    @Override
    public Acceptance accept(List<Event> events) throws InterruptedException {
      requireHeld(lease);
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
