package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// A topic of Kafka with 4 partitions, each of whose keys are read side by side.
final class KafkaFire implements FireSource {
  private static final String TOPIC = "orders";
  private static final int PARTITIONS = 4;
  private static final int BATCH = 20;
  private static final int RETRIES = 2;
  private static final int PARALLELIZATION = 4;

  /// Longer than a session.
  private static final Duration FROZEN = Duration.ofSeconds(8);

  private final KafkaServer server = KafkaServer.start();
  private final KafkaProducer<String, String> producer;

  KafkaFire() {
    server.createTopic(TOPIC, PARTITIONS);
    StringSerializer text = new StringSerializer();
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                server.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                120_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200),
            text,
            text);
  }

  @Override
  public void send(KeyedRecord record) throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, record.key(), record.body())).get();
  }

  @Override
  public OrderRules rules() {
    return new OrderRules(
        true, RETRIES + 1, Duration.ofSeconds(30), 3 * BATCH * PARTITIONS * PARALLELIZATION);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("tripline.kafka.session", "5s");
  }

  @Override
  public String form() {
    return """
    {"kind":"kafka","bootstrapServers":["%s"],"topic":"%s","batchSize":%d,"parallelization":%d,
     "batchWindowSeconds":0.05,"maxRetries":%d,"bisect":true,"reportBatchItemFailures":true}
    """
        .formatted(server.bootstrapServers(), TOPIC, BATCH, PARALLELIZATION, RETRIES);
  }

  @Override
  public List<Strike> strikes() {
    return List.of(
        new Strike(
            "broker killed",
            true,
            () -> {
              server.kill();
              server.restart();
            }),
        new Strike(
            "broker frozen",
            true,
            () -> {
              server.pause();
              LockSupport.parkNanos(FROZEN.toNanos());
              server.resume();
            }));
  }

  @Override
  public void reshard() {}

  @Override
  public List<Death> putAside() {
    return List.of();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    server.close();
  }
}
