package dev.tripline.adapter.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches when the cluster was last heard. After a session less a heartbeat of silence, this node has no
/// right to its partitions any more, although the client would go on and find out much later, when it
/// can reach the cluster again: the last heartbeat that arrived there may be one interval older than the
/// last word from there. A process that was stopped for that long finds silence, too.
///
/// Heartbeats do not tell: the client sends none while the group waits for another member. So whatever
/// arrives counts, and where nothing does, something is asked.
final class BrokerLiveness implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerLiveness.class);
  private static final Duration PROBE_WAIT = Duration.ofSeconds(1);

  private final Consumer<?, ?> client;
  private final List<TopicPartition> probed;
  private final Duration longest;
  private final Metric received;
  private final Silence silence;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long probedAt = System.nanoTime();
  private boolean told;

  BrokerLiveness(Consumer<?, ?> client, String topic, KafkaStreamSettings.Limits limits) {
    this.client = client;
    this.probed = List.of(new TopicPartition(topic, 0));
    this.longest = limits.session().minus(limits.heartbeat());
    this.received =
        client.metrics().values().stream()
            .filter(metric -> metric.metricName().name().equals("incoming-byte-total"))
            .filter(metric -> metric.metricName().group().equals("consumer-metrics"))
            .findFirst()
            .orElseThrow();
    this.silence = new Silence(longest);
  }

  /// The cluster has just answered that the topic is there. Looks regularly from now on until it is closed,
  /// so that a silence is told from a time in which nobody looked.
  void start() {
    silence.begin(receivedBytes(), System.nanoTime());
    Thread.ofPlatform().daemon().name("liveness of " + probed.getFirst()).start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(longest.toNanos() / 16, TimeUnit.NANOSECONDS)) {
        isOver();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether the right to all partitions has ended, for good. Once it was started; does not block; for
  /// any thread.
  boolean isOver() {
    return silence.isTooLong(receivedBytes(), System.nanoTime());
  }

  /// As [#isOver], for the polling thread: where nothing is heard it asks something, and blocks for a
  /// second now and then.
  boolean isOverThoughAsked() {
    if (isOver()) {
      return true;
    }
    long length = silence.length(System.nanoTime());
    long most = longest.toNanos();
    if (length < most / 2) {
      told = false;
    } else if (System.nanoTime() - probedAt > most / 8) {
      if (!told) {
        log.warn(
            "Kafka has been silent for {}; partitions are given up at {}",
            Duration.ofNanos(length),
            longest);
        told = true;
      }
      probe();
      probedAt = System.nanoTime();
    }
    return isOver();
  }

  private void probe() {
    try {
      client.endOffsets(probed, PROBE_WAIT);
    } catch (TimeoutException e) {
      log.debug("Still silent", e);
    }
  }

  private double receivedBytes() {
    return received.metricValue() instanceof Double bytes ? bytes : 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
