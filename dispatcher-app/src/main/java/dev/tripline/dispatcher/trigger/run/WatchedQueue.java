package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notes in a trigger's status that its queue answers.
///
/// @param revision of the trigger that reads it
record WatchedQueue(QueueSource source, TriggerStatus status, long revision)
    implements QueueSource {
  @Override
  public List<Delivery> poll(int max, Duration wait) throws InterruptedException {
    List<Delivery> deliveries = source.poll(max, wait);
    status.healthy(revision);
    return deliveries;
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) throws InterruptedException {
    source.acknowledge(deliveries);
  }

  @Override
  public void retry(List<Delivery> deliveries, Duration delay, @Nullable Attempt failed)
      throws InterruptedException {
    source.retry(deliveries, delay, failed);
  }

  @Override
  public boolean finish() {
    return source.finish();
  }

  @Override
  public byte[] toPayload(List<Delivery> deliveries) {
    return source.toPayload(deliveries);
  }

  @Override
  public byte[] toRecord(Delivery delivery) {
    return source.toRecord(delivery);
  }

  @Override
  public void close() {
    source.close();
  }
}
