package dev.tripline.benchmarks.kafka;

import dev.tripline.testkit.server.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A topic of a broker under load, and a consumer that does as little as possible.
final class KafkaLoad implements AutoCloseable {
  private static final int KEYS = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final double SOONEST_NANOS = 10e6;
  private static final double LATEST_NANOS = 200e6;

  private final KafkaServer server;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;

  KafkaLoad(KafkaServer server, String topic, int partitions) {
    this.server = server;
    this.topic = topic;
    this.partitions = partitions;
    server.createTopic(topic, partitions);
    this.producer =
        new KafkaProducer<>(
            settings(Map.of("linger.ms", 0)), new ByteArraySerializer(), new ByteArraySerializer());
    this.admin = Admin.create(settings(Map.of()));
  }

  private Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", server.bootstrapServers());
    return settings;
  }

  /// Publishes records of 1 KB over the first partitions, and waits until the broker has them.
  ///
  /// @param filled number of partitions that get records
  void publish(int count, int filled) throws InterruptedException {
    byte[] value = new byte[1_024];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i * 31);
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] key = {(byte) (i % KEYS)};
      sent.add(producer.send(new ProducerRecord<>(topic, i % filled, key, value)));
    }
    for (Future<RecordMetadata> record : sent) {
      await(record);
    }
  }

  /// Publishes one record, at once.
  void publish(byte[] value) throws InterruptedException {
    await(producer.send(new ProducerRecord<>(topic, value)));
  }

  private static void await(Future<RecordMetadata> record) throws InterruptedException {
    try {
      record.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker did not take a record", e.getCause());
    }
  }

  /// Records a second of a consumer that commits each batch and looks at each value's length, from
  /// its first tenth to the end.
  double bare(int count, int batch, String group) {
    Map<String, Object> settings =
        settings(
            Map.of(
                "group.id",
                group,
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "max.poll.records",
                batch));
    long bytes = 0;
    int seen = 0;
    long from = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (seen < count) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        for (ConsumerRecord<byte[], byte[]> record : records) {
          bytes += record.value().length;
        }
        seen += records.count();
        if (!records.isEmpty()) {
          consumer.commitAsync();
        }
        if (from == 0 && seen >= count / 10) {
          from = System.nanoTime();
        }
      }
      double seconds = (System.nanoTime() - from) / 1e9;
      if (bytes != 1_024L * seen) {
        throw new IllegalStateException("read " + bytes + " bytes in " + seen + " records");
      }
      return count * 0.9 / seconds;
    }
  }

  /// Number of records that the group has committed, all partitions together.
  long committed(String group) throws InterruptedException {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /// Waits until the group has committed so many, and answers the clock then. Asks rarely while there is
  /// much left, because every answer takes time from the measurement.
  long await(String group, long expected) throws InterruptedException {
    long from = System.nanoTime();
    long first = committed(group);
    long done = first;
    while (done < expected) {
      long spent = System.nanoTime() - from;
      if (spent > PATIENCE.toNanos()) {
        throw new IllegalStateException(done + " committed, not " + expected);
      }
      double left = (double) (expected - done) / Math.max(1, done - first) * spent;
      LockSupport.parkNanos((long) Math.clamp(left / 2, SOONEST_NANOS, LATEST_NANOS));
      done = committed(group);
    }
    return System.nanoTime();
  }

  /// Removes all records from the topic, so that a long run needs no large disk.
  void truncate() throws InterruptedException {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    IntStream.range(0, partitions)
        .forEach(i -> all.put(new TopicPartition(topic, i), RecordsToDelete.beforeOffset(-1)));
    try {
      admin.deleteRecords(all).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    admin.close(Duration.ofSeconds(5));
  }
}
