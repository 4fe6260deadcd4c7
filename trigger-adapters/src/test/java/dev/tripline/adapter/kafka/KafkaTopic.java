package dev.tripline.adapter.kafka;

import dev.tripline.spi.source.StreamSource;
import dev.tripline.testkit.server.KafkaServer;
import dev.tripline.testkit.source.StreamUnderTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A topic of a real broker, as publishers and operators see it, and sources on it.
final class KafkaTopic implements StreamUnderTest {
  static final int PARTITIONS = 3;
  static final KafkaStreamSettings.Limits QUICK =
      new KafkaStreamSettings.Limits(
          1_000, 1_000_000, Duration.ofSeconds(20), Duration.ofSeconds(6), Duration.ofSeconds(20));

  private final KafkaCluster cluster;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  KafkaTopic(KafkaServer server, String topic) {
    this(server.bootstrapServers(), topic);
    server.createTopic(topic, PARTITIONS);
  }

  /// One that is there, or made before it is used.
  KafkaTopic(String bootstrapServers, String topic) {
    this.cluster = new KafkaCluster(List.of(bootstrapServers), null, null);
    this.topic = topic;
    // In order also while the broker begins to lead the topic: it may take the second batch first.
    Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static KafkaCluster plain(KafkaServer server) {
    return new KafkaCluster(List.of(server.bootstrapServers()), null, null);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.TRIM);
  }

  @Override
  public StreamSource open() {
    return open(new KafkaStreamSettings.StartAt.TrimHorizon(), QUICK);
  }

  static KafkaStreamSource open(KafkaCluster cluster, String topic) {
    return new KafkaStreamSource(
        new KafkaStreamSettings(
            cluster,
            null,
            new KafkaStreamSettings.Topic(topic, topic),
            new KafkaStreamSettings.StartAt.TrimHorizon(),
            QUICK),
        InstantSource.system());
  }

  KafkaStreamSource open(KafkaStreamSettings.StartAt start, KafkaStreamSettings.Limits limits) {
    return new KafkaStreamSource(
        new KafkaStreamSettings(
            cluster, null, new KafkaStreamSettings.Topic(topic, topic), start, limits),
        InstantSource.system());
  }

  @Override
  public void publish(List<Message> messages) throws Exception {
    List<Future<RecordMetadata>> sent =
        messages.stream()
            .map(message ->
                producer.send(
                    new ProducerRecord<>(topic, bytes(message.key()), bytes(message.body()))))
            .toList();
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  void publish(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get();
  }

  void publishToFirst(int count) throws Exception {
    List<Future<RecordMetadata>> sent =
        IntStream.range(0, count)
            .mapToObj(i -> producer.send(new ProducerRecord<>(topic, 0, null, bytes("r" + i))))
            .toList();
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  /// Each value in a transaction of its own, which is committed or aborted.
  void publishInTransactions(int partition, boolean committed, String... values) throws Exception {
    Map<String, Object> properties = new HashMap<>(cluster.clientProperties());
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic);
    try (var transactional =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      transactional.initTransactions();
      for (String value : values) {
        transactional.beginTransaction();
        transactional.send(new ProducerRecord<>(topic, partition, null, bytes(value))).get();
        if (committed) {
          transactional.commitTransaction();
        } else {
          transactional.abortTransaction();
        }
      }
    }
  }

  /// The offset behind the last record or marker.
  long end(int partition) {
    TopicPartition one = new TopicPartition(topic, partition);
    AtomicLong end = new AtomicLong();
    withAdmin(admin ->
        end.set(
            admin
                .listOffsets(Map.of(one, OffsetSpec.latest()))
                .partitionResult(one)
                .get()
                .offset()));
    return end.get();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void reshard() {
    throw new UnsupportedOperationException("partitions are neither split nor merged");
  }

  @Override
  public void trim() {
    withAdmin(admin -> {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      partitions().forEach(partition -> all.put(partition, RecordsToDelete.beforeOffset(-1)));
      admin.deleteRecords(all).all().get();
    });
  }

  /// What the group has committed; partitions without are not there.
  Map<Integer, Long> committed() {
    Map<Integer, Long> offsets = new HashMap<>();
    withAdmin(admin ->
        admin
            .listConsumerGroupOffsets(topic)
            .partitionsToOffsetAndMetadata()
            .get()
            .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset())));
    return offsets;
  }

  /// As an operator may.
  void commit(int partition, long offset) {
    withAdmin(admin ->
        admin
            .alterConsumerGroupOffsets(
                topic, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
            .all()
            .get());
  }

  /// Makes it, with as many partitions as it is to have.
  void create() {
    withAdmin(admin ->
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get());
  }

  private List<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  private void withAdmin(Work work) {
    try (Admin admin = Admin.create(new HashMap<>(cluster.clientProperties()))) {
      work.with(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refused", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was asked", e);
    }
  }

  private interface Work {
    void with(Admin admin) throws ExecutionException, InterruptedException;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
