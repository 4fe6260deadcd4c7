package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.adapter.shards.Start;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.ShardLeases;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/// Starts streams whose shards the nodes share by leases.
///
/// @param timing of the leases
public record LeasedStreams(ShardLeases leases, LeaseTiming timing, InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(LeasedStreams.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Notes where a new trigger begins to read: nothing that arrives from now on is missed. If the stream
  /// is out of reach, its first run begins with what arrived since the trigger was made. Blocks for
  /// some seconds at most.
  ///
  /// @param source opened on a thread of its own
  public void place(Trigger trigger, Supplier<LeasedSource> source) throws InterruptedException {
    Thread asking =
        Thread.ofVirtual()
            .name("placing " + trigger.name())
            .start(() -> {
              try (LeasedSource opened = source.get()) {
                opened.place();
              } catch (SourceUnavailableException | SdkException | IllegalStateException e) {
                log.warn(
                    "Trigger {} begins at its making, once its stream answers", trigger.name(), e);
              } catch (InterruptedException _) {
                log.warn("Trigger {} begins at its making: its stream is slow", trigger.name());
              }
            });
    if (!asking.join(PATIENCE)) {
      asking.interrupt();
    }
  }

  /// The start of a trigger for which it could not be decided when it was made.
  public static Start late(Trigger trigger, StreamSettings reading) {
    return start(reading) instanceof Start.Latest
        ? new Start.AtTimestamp(trigger.createdAt())
        : start(reading);
  }

  /// The start that its form asks for.
  public static Start start(StreamSettings reading) {
    return switch (reading.from()) {
      case TRIM_HORIZON -> new Start.TrimHorizon();
      case LATEST -> new Start.Latest();
      case AT_TIMESTAMP ->
          new Start.AtTimestamp(
              Objects.requireNonNull(reading.timestamp(), "AT_TIMESTAMP without a time"));
    };
  }
}
