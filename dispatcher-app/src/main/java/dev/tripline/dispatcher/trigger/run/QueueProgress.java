package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Delivery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes in a trigger's status how its batches go.
record QueueProgress(TriggerStatus status) implements QueueDelivery.Listener {
  @Override
  public void began() {
    status.pollerBegan();
  }

  @Override
  public void ended() {
    status.pollerEnded();
  }

  @Override
  public void started(List<Delivery> batch, boolean full) {
    status.began(batch.size());
  }

  @Override
  public void waiting(String why, Duration delay) {
    status.error(why + "; asked again in " + delay);
  }

  @Override
  public void settled(int succeeded, int retried, int deadLettered, @Nullable String error) {
    status.ended(succeeded, retried, deadLettered);
    if (error != null) {
      status.error(error);
    }
  }
}
