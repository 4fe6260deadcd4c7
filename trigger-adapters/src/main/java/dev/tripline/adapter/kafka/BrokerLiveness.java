package dev.tripline.adapter.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches when the cluster was last heard. After a session's length of silence, this node has no right
/// to its partitions any more, although the client would go on and find out much later, when it can
/// reach the cluster again. A process that was stopped for that long finds silence, too.
///
/// Heartbeats do not tell: the client sends none while the group waits for another member. So whatever
/// arrives counts, and where nothing does, something is asked.
final class BrokerLiveness {
  private static final Logger log = LoggerFactory.getLogger(BrokerLiveness.class);
  private static final Duration PROBE_WAIT = Duration.ofSeconds(1);

  private final Consumer<?, ?> client;
  private final List<TopicPartition> probed;
  private final long session;
  private @Nullable Metric received;
  private double before = -1;
  private long heardAt = System.nanoTime();
  private long probedAt = heardAt;
  private boolean told;

  /// @param topic that is there
  BrokerLiveness(Consumer<?, ?> client, String topic, Duration session) {
    this.client = client;
    this.probed = List.of(new TopicPartition(topic, 0));
    this.session = session.toNanos();
  }

  /// Whether a session's length has passed without a word. Blocks for a second now and then while there
  /// is silence.
  boolean silent() {
    long now = System.nanoTime();
    double bytes = receivedBytes();
    if (bytes != before) {
      boolean tooLate = before >= 0 && now - heardAt > session;
      before = bytes;
      heardAt = now;
      told = false;
      return tooLate;
    }
    long silence = now - heardAt;
    if (silence > session / 2 && now - probedAt > session / 8) {
      if (!told) {
        log.warn(
            "Kafka has been silent for {}; partitions are given up at {}",
            Duration.ofNanos(silence),
            Duration.ofNanos(session));
        told = true;
      }
      probedAt = now;
      probe();
    }
    return silence > session;
  }

  /// The watch was away, in a rebalance, where the client keeps up its heartbeats by itself and finds
  /// out what became of its session.
  void watchAgain() {
    before = receivedBytes();
    heardAt = System.nanoTime();
  }

  private void probe() {
    try {
      client.endOffsets(probed, PROBE_WAIT);
    } catch (TimeoutException e) {
      log.debug("Still silent", e);
    }
  }

  private double receivedBytes() {
    Metric metric = received;
    if (metric == null) {
      metric =
          client.metrics().entrySet().stream()
              .filter(entry -> entry.getKey().name().equals("incoming-byte-total"))
              .filter(entry -> entry.getKey().group().equals("consumer-metrics"))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow();
      received = metric;
    }
    return metric.metricValue() instanceof Double bytes ? bytes : 0;
  }
}
