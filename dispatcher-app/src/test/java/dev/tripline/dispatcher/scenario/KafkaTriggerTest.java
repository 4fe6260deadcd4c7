package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.server.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A topic of a real Kafka through the whole application: filter, splitting, failure topic.
class KafkaTriggerTest {
  private @TempDir Path temporary;
  private KafkaServer kafka;
  private TriggerApp app;

  @BeforeEach
  void start() throws Exception {
    kafka = KafkaServer.start();
    kafka.createTopic("orders", 1);
    kafka.createTopic("failed", 1);
    app = new TriggerApp(temporary.resolve("data"));
  }

  @AfterEach
  void stop() {
    app.close();
    kafka.close();
  }

  @Test
  void wanted_records_that_fail_are_kept_and_told_to_the_failure_topic() throws Exception {
    app.status = 400;
    produce("{\"want\":1,\"n\":0}", "{\"want\":0,\"n\":1}", "{\"want\":1,\"n\":2}", "no json");
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"orders","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
         "topic":"orders","maxRetries":1,"bisect":true,"onFailure":"kafka://failed",
         "filters":[{"value":{"want":[1]}}]}}\
        """
            .formatted(kafka.bootstrapServers()),
        201);

    List<ConsumerRecord<String, String>> told = read("failed", 3);
    told.sort(Comparator.comparing(ConsumerRecord::key)); // the outbox sends them side by side

    assertThat(told).extracting(ConsumerRecord::key).containsExactly("k0", "k2", "k3");
    JsonNode first = TriggerApp.JSON.readTree(told.getFirst().value());
    assertThat(first.at("/requestContext/approximateInvokeCount").intValue()).isEqualTo(2);
    assertThat(first.at("/KafkaBatchInfo/recordInfo/offset").stringValue()).isEqualTo("0");
    assertThat(first.at("/payload/records/orders-0")).hasSize(1);
    JsonNode letters = app.send("GET", "/v1/dead-letters", "", 200).json().path("deadLetters");
    assertThat(letters).hasSize(3);
  }

  private void produce(String... values) {
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < values.length; i++) {
        var _ = producer.send(new ProducerRecord<>("orders", "k" + i, values[i]));
      }
    }
  }

  private List<ConsumerRecord<String, String>> read(String topic, int count) {
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (records.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
