package dev.tripline.dispatcher.trigger.format;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A queue whose payloads are CloudEvents.
record CloudEventQueue(QueueSource source, CloudEventBatch batch) implements QueueSource {

  @Override
  public List<Delivery> poll(int max, Duration wait) throws InterruptedException {
    return source.poll(max, wait).stream().map(this::sized).toList();
  }

  private Delivery sized(Delivery delivery) {
    return new Delivery(
        delivery.id(),
        delivery.identity(),
        delivery.attempt(),
        delivery.firstSeen(),
        Math.max(delivery.size(), batch.size(item(delivery))),
        delivery.settledBefore(),
        delivery.group(),
        delivery.depth(),
        delivery.trace(),
        delivery.earlier(),
        delivery.handle());
  }

  private CloudEventBatch.Item item(Delivery delivery) {
    return new CloudEventBatch.Item(delivery.id(), source.toRecord(delivery));
  }

  @Override
  public byte[] toPayload(List<Delivery> deliveries) {
    // As the source does it, which may note what functions have seen.
    byte[] _ = source.toPayload(deliveries);
    return batch.write(deliveries.stream().map(this::item).toList());
  }

  @Override
  public byte[] toRecord(Delivery delivery) {
    return source.toRecord(delivery);
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
  public void close() {
    source.close();
  }
}
