package dev.tripline.dispatcher.destination.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.dispatcher.destination.DestinationSender.Sent;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.testkit.server.KafkaServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaSenderTest {
  private static KafkaServer server;
  private static KafkaSender sender;

  @BeforeAll
  static void start() {
    server = KafkaServer.start();
    server.createTopic("failed", 1);
    sender = sender(Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    sender.close();
    server.close();
  }

  @Test
  void records_arrive_with_their_keys() throws Exception {
    assertThat(sender.send(message("kafka://failed?trigger=trigger-1", "one", "a2V5")))
        .isEqualTo(new Sent.Confirmed());
    assertThat(sender.send(message("kafka://failed?trigger=trigger-1", "two", null)))
        .isEqualTo(new Sent.Confirmed());
    List<ConsumerRecord<byte[], byte[]>> records = read(2);
    assertThat(records).extracting(record -> text(record.value())).containsExactly("one", "two");
    assertThat(text(records.get(0).key())).isEqualTo("key");
    assertThat(records.get(1).key()).isNull();
  }

  @Test
  void message_of_a_trigger_that_is_gone_or_to_no_topic_is_refused() throws Exception {
    assertThat(sender.send(message("kafka://failed?trigger=other", "x", null)))
        .isInstanceOf(Sent.Refused.class);
    assertThat(sender.send(message("kafka://failed", "x", null))).isInstanceOf(Sent.Refused.class);
    try (KafkaSender impatient = sender(Duration.ofSeconds(2))) {
      assertThat(impatient.send(message("kafka://missing?trigger=trigger-1", "x", null)))
          .isInstanceOf(Sent.Refused.class);
    }
  }

  @Test
  void message_that_can_never_be_taken_is_hopeless() throws Exception {
    assertThat(sender.send(message("kafka://no topic?trigger=trigger-1", "x", null)))
        .isInstanceOf(Sent.Hopeless.class);
    String large = "x".repeat(2_000_000);
    assertThat(sender.send(message("kafka://failed?trigger=trigger-1", large, null)))
        .isInstanceOf(Sent.Hopeless.class);
  }

  /// The first bytes of a web server's answer are no length, and are not taken for one.
  @Test
  void message_to_a_server_that_is_no_cluster_is_refused_with_the_reason() throws Exception {
    var web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> answerAsWebServer(web));
    var cluster = new KafkaCluster(List.of("127.0.0.1:" + web.getLocalPort()), null, null);
    try (var foreign =
        new KafkaSender(
            _ -> Optional.of(cluster), Duration.ofSeconds(10), InstantSource.system())) {
      for (int i = 0; i < 2; i++) {
        assertThat(foreign.send(message("kafka://failed?trigger=trigger-1", "x", null)))
            .isInstanceOf(Sent.Refused.class)
            .asString()
            .contains("does not speak Kafka");
      }
    } finally {
      web.close();
    }
  }

  private static void answerAsWebServer(ServerSocket web) {
    try {
      while (true) {
        Socket connection = web.accept();
        assertThat(connection.getInputStream().read()).isNotNegative();
        connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      }
    } catch (IOException e) {
      assertThat(web.isClosed()).isTrue();
    }
  }

  /// @param timeout also of the search for a topic that is missing
  private static KafkaSender sender(Duration timeout) {
    var cluster = new KafkaCluster(List.of(server.bootstrapServers()), null, null);
    return new KafkaSender(
        id -> id.equals("trigger-1") ? Optional.of(cluster) : Optional.empty(),
        timeout,
        InstantSource.system());
  }

  private static OutboxMessage message(String destination, String body, @Nullable String key) {
    return new OutboxMessage(
        UUID.randomUUID().toString(),
        destination,
        body.getBytes(StandardCharsets.UTF_8),
        key == null ? Map.of() : Map.of("kafka-key", key),
        0,
        null);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(int count) {
    Map<String, Object> properties = Map.of("bootstrap.servers", server.bootstrapServers());
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("failed", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (records.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(500)).forEach(records::add);
      }
    }
    return records;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
