package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.rest.AsyncApiDocument;
import dev.tripline.testkit.server.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    AsyncApiDocument.check("kafka-topic", "StreamFailureRecord", first);
    Map<String, String> headers = new TreeMap<>();
    told.getFirst()
        .headers()
        .forEach(header ->
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    AsyncApiDocument.checkHeaders("kafka-topic", "StreamFailureRecord", headers);
    assertThat(first.at("/requestContext/approximateInvokeCount").intValue()).isEqualTo(2);
    assertThat(first.at("/KafkaBatchInfo/recordInfo/offset").stringValue()).isEqualTo("0");
    assertThat(first.at("/payload/records/orders-0")).hasSize(1);
    JsonNode letters = app.send("GET", "/v1/dead-letters", "", 200).json().path("deadLetters");
    assertThat(letters).hasSize(3);
  }

  /// The first record is with the function until one of another key has been there.
  @Test
  void keys_of_one_partition_are_delivered_side_by_side() throws Exception {
    CountDownLatch another = new CountDownLatch(1);
    app.reply =
        event -> {
          try {
            if (!event.contains("\"key\":\"azA=\"")) {
              another.countDown();
            } else if (!another.await(60, TimeUnit.SECONDS)) {
              throw new AssertionError("no other key came by");
            }
            return "null";
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"by-key","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
         "topic":"orders","batchSize":1,"parallelization":10}}\
        """
            .formatted(kafka.bootstrapServers()),
        201);
    produce("1", "2", "3", "4", "5", "6", "7", "8");
    app.awaitReceived(8);
    assertThat(another.getCount()).isZero();
    TriggerApp.await(() -> lag() == 0, "every record to be committed");
    assertThat(app.received).hasSize(8);
  }

  private long lag() {
    try {
      return app.trigger("by-key").path("lag").asLong(-1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void lag_and_age_of_a_cluster_that_never_answered_are_unknown() throws Exception {
    kafka.kill();
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"away","function":"sink","source":{"kind":"kafka","bootstrapServers":["%s"],
         "topic":"orders"}}\
        """
            .formatted(kafka.bootstrapServers()),
        201);
    app.awaitState("away", "Failing");
    JsonNode trigger = app.trigger("away");
    assertThat(trigger.path("lag").isNull()).isTrue();
    assertThat(trigger.path("iteratorAgeMillis").isNull()).isTrue();
    for (String name : List.of("lag", "iterator.age")) {
      String path = "/actuator/metrics/tripline.trigger." + name + "?tag=trigger:away";
      JsonNode meter = app.send("GET", path, "", 200).json();
      assertThat(meter.at("/measurements/0/value").asString()).isEqualTo("NaN");
    }
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
