package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.QueueSource;

/// A run of a trigger that polls a queue with one poller.
final class QueueRun implements SourceRun {
  private final QueueSource source;
  private final QueueDelivery delivery;

  QueueRun(
      QueueSource source,
      QueueDelivery.Trigger trigger,
      DeliveryServices services,
      TriggerStatus status,
      TriggerLedger account) {
    this.source = source;
    this.delivery =
        new QueueDelivery(
            new WatchedQueue(source, status),
            trigger,
            services,
            new QueueProgress(status),
            account);
  }

  @Override
  public void run() throws InterruptedException {
    delivery.run();
  }

  @Override
  public void stop() {
    delivery.stop();
  }

  @Override
  public void close() {
    source.close();
  }
}
