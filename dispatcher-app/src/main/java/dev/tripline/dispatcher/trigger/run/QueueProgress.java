package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Delivery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes the results of one delivery's batches in a trigger's status. For its thread.
final class QueueProgress implements QueueDelivery.Listener {
  private final TriggerStatus status;
  private int open;

  QueueProgress(TriggerStatus status) {
    this.status = status;
  }

  @Override
  public void began() {
    status.pollerBegan();
  }

  @Override
  public void ended() {
    status.abandoned(open);
    open = 0;
    status.pollerEnded();
  }

  @Override
  public void started(List<Delivery> batch, boolean full) {
    open += batch.size();
    status.began(batch.size());
  }

  @Override
  public void waiting(String why, Duration delay) {
    status.error(why + "; asked again in " + delay);
  }

  @Override
  public void settled(int succeeded, int retried, int deadLettered, @Nullable String error) {
    open -= succeeded + retried + deadLettered;
    status.ended(succeeded, retried, deadLettered);
    if (error != null) {
      status.error(error);
    }
  }
}
