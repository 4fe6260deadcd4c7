package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.retention.Horizon;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Streams of DynamoDB keep records for a day, always (DynamoDB guide, "Change data capture for DynamoDB
/// Streams").
record DynamoDbRetentionProbe() implements RetentionProbe {
  private static final Duration KEPT = Duration.ofHours(24);

  @Override
  public String kind() {
    return DynamoDbSource.TRAITS.kind();
  }

  @Override
  public Horizon look(Trigger trigger, Duration lead, @Nullable Duration age) {
    return Horizon.of(KEPT, age, lead);
  }
}
