package dev.tripline.adapter.kafka.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.KafkaServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A topic of a real broker, with records of known times and a group at a known position.
class KafkaRetentionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration DAY = Duration.ofDays(1);

  private static KafkaServer kafka;
  private static Admin admin;
  private static Instant first;

  @BeforeAll
  static void start() {
    first = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MILLIS);
    kafka = KafkaServer.start();
    admin = Admin.create(cluster().clientProperties());
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  private static KafkaCluster cluster() {
    return new KafkaCluster(List.of(kafka.bootstrapServers()), null, null);
  }

  /// Three records, an hour apart, of which the group `readers` has read the first. They are kept for a day.
  private static void topic(String name) throws Exception {
    kafka.createTopic(name, 1);
    set(name, "retention.ms", Long.toString(DAY.toMillis()));
    try (var producer =
        new KafkaProducer<>(
            cluster().clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int hour = 0; hour < 3; hour++) {
        long at = first.plus(Duration.ofHours(hour)).toEpochMilli();
        byte[] value = "r".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(name, 0, at, null, value)).get();
      }
    }
    admin
        .alterConsumerGroupOffsets(
            "readers-" + name, Map.of(new TopicPartition(name, 0), new OffsetAndMetadata(1)))
        .all()
        .get();
  }

  private static void set(String topic, String name, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  /// At so long after the first record's end.
  private static KafkaRetention.Found look(String topic, Duration lead, Duration after)
      throws InterruptedException {
    return KafkaRetention.look(
        cluster(), topic, "readers-" + topic, lead, first.plus(DAY).plus(after), PATIENCE);
  }

  @Test
  void unread_records_are_due_when_they_come_near_their_end() throws Exception {
    topic("orders");
    Duration half = Duration.ofMinutes(30);
    Duration hour = Duration.ofHours(1);
    assertThat(look("orders", Duration.ZERO, half)).isEqualTo(new KafkaRetention.Found(DAY, 0, 0));
    assertThat(look("orders", hour, half)).isEqualTo(new KafkaRetention.Found(DAY, 0, 1));
    assertThat(look("orders", Duration.ZERO, hour.plus(half)))
        .isEqualTo(new KafkaRetention.Found(DAY, 0, 1));
    assertThat(look("orders", DAY, half)).isEqualTo(new KafkaRetention.Found(DAY, 0, 2));
  }

  @Test
  void records_that_were_removed_before_the_group_read_them_are_lost() throws Exception {
    topic("trimmed");
    admin
        .deleteRecords(Map.of(new TopicPartition("trimmed", 0), RecordsToDelete.beforeOffset(2)))
        .all()
        .get();
    assertThat(look("trimmed", Duration.ZERO, Duration.ZERO))
        .isEqualTo(new KafkaRetention.Found(DAY, 1, 0));
  }

  @Test
  void a_topic_that_keeps_its_records_has_none_that_are_due() throws Exception {
    topic("forever");
    set("forever", "retention.ms", "-1");
    assertThat(look("forever", DAY, DAY)).isEqualTo(new KafkaRetention.Found(null, 0, 0));
    topic("compacted");
    set("compacted", "cleanup.policy", "compact");
    assertThat(look("compacted", DAY, DAY)).isEqualTo(new KafkaRetention.Found(null, 0, 0));
  }

  @Test
  void a_group_without_a_position_has_nothing_to_lose() throws Exception {
    topic("fresh");
    assertThat(KafkaRetention.look(cluster(), "fresh", "nobody", DAY, first.plus(DAY), PATIENCE))
        .isEqualTo(new KafkaRetention.Found(DAY, 0, 0));
  }

  @Test
  void addresses_are_those_that_the_resolver_gives() throws Exception {
    topic("guarded");
    List<String> asked = new CopyOnWriteArrayList<>();
    KafkaCluster allowed =
        new KafkaCluster(
            List.of(kafka.bootstrapServers()),
            null,
            null,
            host -> {
              asked.add(host);
              return InetAddress.getAllByName(host);
            });
    assertThat(
            KafkaRetention.look(
                    allowed, "guarded", "readers-guarded", DAY, first.plus(DAY), PATIENCE)
                .due())
        .isEqualTo(2);
    assertThat(asked).isNotEmpty();
    KafkaCluster refused =
        new KafkaCluster(
            List.of(kafka.bootstrapServers()),
            null,
            null,
            host -> {
              throw new UnknownHostException(host + " is private");
            });
    assertThatThrownBy(() ->
            KafkaRetention.look(
                refused, "guarded", "readers-guarded", DAY, first, Duration.ofSeconds(2)))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("topic guarded does not tell");
  }
}
