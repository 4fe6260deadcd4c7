package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.StreamSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A run of a trigger that reads a stream, of whatever kind.
public final class StreamRun implements SourceRun {
  private final StreamSource source;
  private final StreamDelivery delivery;
  private final TriggerStatus status;

  public StreamRun(
      StreamSource source,
      StreamDelivery.Trigger trigger,
      StreamDelivery.Services services,
      TriggerStatus status) {
    this.source = source;
    this.status = status;
    this.delivery = new StreamDelivery(source, trigger, services, new Progress(status));
  }

  @Override
  public void run() throws InterruptedException {
    status.watch(delivery::shards);
    delivery.run();
  }

  @Override
  public void stop() {
    delivery.stop();
  }

  @Override
  public void close() {
    source.close();
    // A stream has one run at a time: whatever is open was this one's.
    status.abandoned(status.snapshot().inFlight());
  }

  private record Progress(TriggerStatus status) implements StreamDelivery.Listener {
    @Override
    public void joined() {
      status.healthy();
    }

    @Override
    public void opened(String shard) {
      status.healthy();
    }

    @Override
    public void started(String shard, int records) {
      status.began(records);
    }

    @Override
    public void waiting(String shard, String why, Duration delay) {
      status.error(shard + ": " + why + "; asked again in " + delay);
    }

    @Override
    public void settled(String shard, int delivered, int deadLettered, @Nullable String error) {
      status.ended(delivered, 0, deadLettered);
      if (error != null) {
        status.error(shard + ": " + error);
      }
    }

    @Override
    public void closed(String shard, boolean finished) {
      status.result(finished ? "read " + shard + " to its end" : "handed " + shard + " over");
    }
  }
}
