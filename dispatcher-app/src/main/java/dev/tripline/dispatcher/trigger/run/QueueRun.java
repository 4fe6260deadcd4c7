package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.delivery.ledger.Account;
import dev.tripline.dispatcher.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of a trigger that polls a queue.
final class QueueRun implements SourceRun {
  private final QueueSource source;
  private final QueueDelivery delivery;

  QueueRun(
      QueueSource source,
      QueueDelivery.Settings settings,
      QueueDelivery.Services services,
      TriggerStatus status,
      Account account) {
    this.source = source;
    this.delivery =
        new QueueDelivery(
            new Watched(source, status), settings, services, new Progress(status), account);
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

  /// Notes that the queue answers.
  private record Watched(QueueSource source, TriggerStatus status) implements QueueSource {
    @Override
    public List<Delivery> poll(int max, Duration wait) throws InterruptedException {
      List<Delivery> deliveries = source.poll(max, wait);
      status.healthy();
      return deliveries;
    }

    @Override
    public void acknowledge(List<Delivery> deliveries) throws InterruptedException {
      source.acknowledge(deliveries);
    }

    @Override
    public void retry(List<Delivery> deliveries, Duration delay) throws InterruptedException {
      source.retry(deliveries, delay);
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

  private record Progress(TriggerStatus status) implements QueueDelivery.Listener {
    @Override
    public void started(int messages, boolean full) {
      status.began(messages);
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
}
