package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.spi.source.QueueSource;

/// A run of a trigger that polls a queue with one poller.
public record QueueRun(QueueSource source, QueueDelivery delivery) implements SourceRun {

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
