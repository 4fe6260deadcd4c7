package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.server.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A broker that does not answer for longer than a session.
class KafkaOutageTest {
  private static final int PARTITIONS = 4;
  private static final int RECORDS = 1_200;
  private static final int BATCH = 10;
  private static final Duration EACH = Duration.ofMillis(60);

  private @TempDir Path temporary;

  /// A batch that runs and one that is not acknowledged for each partition, and what begins while a
  /// commit is not late yet on a slow machine. In a session it would be 80 batches.
  private static final int MOST_REPEATED = 5 * BATCH * PARTITIONS;

  @Test
  void outage_repeats_about_a_batch_of_each_partition_and_loses_nothing() throws Exception {
    try (KafkaServer kafka = KafkaServer.start();
        TriggerApp app =
            new TriggerApp(
                temporary.resolve("data"),
                "--tripline.kafka.session=6s",
                "--tripline.triggers.max-backoff=1s")) {
      kafka.createTopic("orders", PARTITIONS);
      publish(kafka);
      app.reply =
          _ -> {
            LockSupport.parkNanos(EACH.toNanos());
            return "null";
          };
      app.send(
          "POST",
          "/v1/triggers",
          """
          {"name":"orders","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
           "topic":"orders","batchSize":%d,"batchWindowSeconds":0}}\
          """
              .formatted(kafka.bootstrapServers(), BATCH),
          201);
      app.awaitReceived(8 * PARTITIONS);
      kafka.pause();
      int before = records(app.received).size();
      app.awaitState("orders", "Failing");
      assertThat(records(app.received).size() - before)
          .as("handed out while nothing was acknowledged")
          .isLessThanOrEqualTo(MOST_REPEATED);
      kafka.resume();
      TriggerApp.await(() -> distinct(app.received).size() == RECORDS, "all records");
      assertThat(records(app.received).size() - RECORDS)
          .as("records that ran again")
          .isLessThanOrEqualTo(MOST_REPEATED);
    }
  }

  private static void publish(KafkaServer kafka) {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        var _ = producer.send(new ProducerRecord<>("orders", i % PARTITIONS, null, "r" + i));
      }
    }
  }

  private static Set<String> distinct(List<String> events) {
    return new HashSet<>(records(events));
  }

  private static List<String> records(List<String> events) {
    return events.stream()
        .flatMap(event ->
            TriggerApp.JSON
                .readTree(event)
                .path("records")
                .valueStream()
                .flatMap(JsonNode::valueStream))
        .map(record -> record.path("value").asString())
        .toList();
  }
}
