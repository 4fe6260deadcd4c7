package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.adapter.kafka.KafkaStreamSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of this node as a member of consumer groups.
///
/// @param bufferRecords of a partition that are read ahead
/// @param bufferSize the same in bytes
/// @param drain how long a partition that is handed over may keep the group waiting for its batch;
///     at most 0.6 of `maxPoll` is used
/// @param session how long a silent node keeps its partitions; it stops by itself a fifth of that
///     earlier
/// @param maxPoll how long the group waits for a node to agree to a new distribution. Does not limit
///     how long a function runs
@ConfigurationProperties("tripline.kafka")
public record KafkaSettings(
    @DefaultValue("2000") int bufferRecords,
    @DefaultValue("2MB") DataSize bufferSize,
    @DefaultValue("3m") Duration drain,
    @DefaultValue("15s") Duration session,
    @DefaultValue("5m") Duration maxPoll) {

  public KafkaSettings {
    if (session.toMillis() < 1_000 || maxPoll.compareTo(session) < 0 || drain.isNegative()) {
      throw new IllegalArgumentException(
          "tripline.kafka: 1s ≤ session ≤ max-poll and drain ≥ 0 must hold");
    }
    if (bufferRecords < 1 || bufferSize.toBytes() < 1) {
      throw new IllegalArgumentException(
          "tripline.kafka: buffer-records ≥ 1 and buffer-size ≥ 1B must hold");
    }
  }

  KafkaStreamSettings.Limits limits() {
    return new KafkaStreamSettings.Limits(
        bufferRecords, bufferSize.toBytes(), drain, session, maxPoll);
  }
}
