package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.spi.source.Delivery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes each call on to two listeners, in this order.
record QueueListeners(QueueDelivery.Listener first, QueueDelivery.Listener second)
    implements QueueDelivery.Listener {
  @Override
  public void began() {
    first.began();
    second.began();
  }

  @Override
  public void ended() {
    first.ended();
    second.ended();
  }

  @Override
  public void started(List<Delivery> batch, boolean full) {
    first.started(batch, full);
    second.started(batch, full);
  }

  @Override
  public void waiting(String why, Duration delay) {
    first.waiting(why, delay);
    second.waiting(why, delay);
  }

  @Override
  public void settled(int succeeded, int retried, int deadLettered, @Nullable String error) {
    first.settled(succeeded, retried, deadLettered, error);
    second.settled(succeeded, retried, deadLettered, error);
  }
}
