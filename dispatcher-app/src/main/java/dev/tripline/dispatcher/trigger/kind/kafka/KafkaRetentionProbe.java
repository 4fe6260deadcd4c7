package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.adapter.kafka.check.KafkaRetention;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.retention.Horizon;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Compares the offsets of a trigger's group with those of its topic; also while the trigger is paused.
record KafkaRetentionProbe(KafkaTopics topics, InstantSource clock) implements RetentionProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String kind() {
    return KafkaSource.TRAITS.kind();
  }

  @Override
  public Horizon look(Trigger trigger, Duration lead, @Nullable Duration age)
      throws InterruptedException {
    KafkaSource source = trigger.source(KafkaSource.class);
    if (source.cluster().bootstrapServers().isEmpty()) {
      return new Horizon.Unknown("its connection is not configured here");
    }
    try {
      return horizon(
          KafkaRetention.look(
              topics.cluster(source.cluster()),
              source.topic(),
              source.consumerGroup(),
              lead,
              clock.instant(),
              PATIENCE));
    } catch (SourceUnavailableException | IllegalStateException e) {
      return new Horizon.Unknown(String.valueOf(e.getMessage()));
    }
  }

  private static Horizon horizon(KafkaRetention.Found found) {
    Duration kept = found.kept();
    String time = kept == null ? "without an end" : "for " + Horizon.words(kept);
    if (found.lost() > 0) {
      return new Horizon.Near(
          "%d records were removed before they were read; the topic keeps records %s"
              .formatted(found.lost(), time));
    }
    return found.due() > 0 && kept != null
        ? new Horizon.Near(
            "%d unread records are removed soon; the topic keeps records %s"
                .formatted(found.due(), time))
        : new Horizon.Far("no unread record is removed soon; the topic keeps records " + time);
  }
}
