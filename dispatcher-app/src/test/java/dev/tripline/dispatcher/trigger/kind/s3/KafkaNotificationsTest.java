package dev.tripline.dispatcher.trigger.kind.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.KafkaServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Notifications of buckets in a topic of a real Kafka.
class KafkaNotificationsTest {
  private static final String NOTIFICATION =
      """
      {"Records":[{"eventVersion":"2.0","eventSource":"minio:s3","eventTime":"2026-01-31T12:00:00.000Z",\
      "eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"photos"},\
      "object":{"key":"%1$s","size":5,"sequencer":"%2$s"}}}]}\
      """;

  @Test
  void records_are_events_of_their_own_and_what_is_none_is_a_dead_letter(@TempDir Path data)
      throws Exception {
    try (KafkaServer kafka = KafkaServer.start();
        TriggerApp app = new TriggerApp(data)) {
      kafka.createTopic("notices", 1);
      String envelope =
          TriggerApp.JSON
              .createObjectNode()
              .put("Type", "Notification")
              .put("Message", NOTIFICATION.formatted("topic.jpg", "01"))
              .toString();
      produce(
          kafka,
          NOTIFICATION.formatted("a.jpg", "01"),
          NOTIFICATION.formatted("a.jpg", "01"),
          "no notification",
          NOTIFICATION.formatted("a.png", "02"),
          envelope,
          "{\"Event\":\"s3:TestEvent\"}");
      app.send(
          "POST",
          "/v1/triggers",
          """
          {"name":"notices","function":"sink","source":{"kind":"kafka","topic":"notices",
           "bootstrapServers":["%s"],"objects":{"suffix":".jpg"}}}\
          """
              .formatted(kafka.bootstrapServers()),
          201);
      app.awaitReceived(2);
      TriggerApp.await(() -> ledger(app).path("delivered").asInt() == 5, "all records are counted");
      assertThat(received(app))
          .containsExactlyInAnyOrder("ObjectCreated:Put a.jpg", "ObjectCreated:Put topic.jpg");
      JsonNode ledger = ledger(app);
      assertThat(ledger.path("received").asInt()).isEqualTo(6);
      assertThat(ledger.path("dead").asInt()).isEqualTo(1);
      JsonNode letters = app.send("GET", "/v1/dead-letters", "", 200).json().path("deadLetters");
      assertThat(letters).hasSize(1);
      assertThat(letters.path(0).path("lastError").asString())
          .contains("InvalidNotification", "is no valid JSON");
      app.send("DELETE", "/v1/triggers/notices", "", 204);
    }
  }

  private static JsonNode ledger(TriggerApp app) {
    try {
      return app.send("GET", "/v1/triggers/notices/ledger", "", 200).json().path("totals");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> received(TriggerApp app) {
    List<String> received = new ArrayList<>();
    for (String payload : app.received) {
      JsonNode record = TriggerApp.JSON.readTree(payload).path("Records").path(0);
      received.add(
          record.path("eventName").asString() + " " + record.at("/s3/object/key").asString());
    }
    return received;
  }

  private static void produce(KafkaServer kafka, String... values) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("notices", "photos", value)).get();
      }
    }
  }
}
