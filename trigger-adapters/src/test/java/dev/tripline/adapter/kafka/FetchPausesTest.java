package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.testkit.server.KafkaServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/// On the partitions of a real client.
class FetchPausesTest {
  private static final TopicPartition FULL = new TopicPartition("pauses", 0);
  private static final TopicPartition EMPTY = new TopicPartition("pauses", 1);
  private static final int MOST = 10;

  @Test
  void nothing_is_fetched_for_empty_partitions_while_a_full_one_waits_for_its_commit()
      throws Exception {
    try (KafkaServer server = KafkaServer.start();
        KafkaConsumer<byte[], byte[]> client = client(server)) {
      server.createTopic("pauses", 2);
      client.assign(List.of(FULL, EMPTY));
      client.seekToBeginning(List.of(FULL, EMPTY));
      Reader.await(
          "the client knows that nothing is left",
          () -> {
            client.poll(Duration.ofMillis(100));
            return client.currentLag(EMPTY).orElse(1) == 0;
          });
      KafkaShard full = shard(FULL);
      List<KafkaShard> shards = List.of(full, shard(EMPTY));
      FetchPauses pauses = new FetchPauses(client);
      CompletableFuture<Void> held = holdBack(full);

      assertThat(pauses.update(shards)).isTrue();
      assertThat(client.paused()).containsExactlyInAnyOrder(FULL, EMPTY);

      full.committed(Objects.requireNonNull(full.uncommitted()), System.nanoTime());
      held.join();
      assertThat(pauses.update(shards)).isTrue();
      assertThat(client.paused()).containsExactly(FULL);
    }
  }

  /// Fills the shard's buffer behind records that are finished and not acknowledged.
  private static CompletableFuture<Void> holdBack(KafkaShard shard) throws InterruptedException {
    offer(shard, 0);
    List<StreamRecord> records = ((Shard.Read.Records) shard.read(MOST, Duration.ZERO)).records();
    shard.commit(records.getLast());
    offer(shard, MOST);
    CompletableFuture<Void> held =
        CompletableFuture.runAsync(() -> {
          try {
            while (shard.uncommitted() != null) {
              shard.mayInvoke(1, Duration.ofMinutes(1));
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    Reader.await("an invocation is held back", shard::isHeld);
    return held;
  }

  private static void offer(KafkaShard shard, int first) {
    shard.offer(
        IntStream.range(first, first + MOST)
            .mapToObj(i -> new ConsumerRecord<>("pauses", 0, i, new byte[0], new byte[10]))
            .toList(),
        new OffsetAndMetadata(first + MOST));
  }

  private static KafkaShard shard(TopicPartition partition) {
    return new KafkaShard(
        new KafkaShard.Assignment(partition, new StartOffsets.Start(0, null, false), 1),
        new KafkaBatchJson("pauses", null, "b:1"),
        new KafkaStreamSettings.Limits(
            MOST, 1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
        InstantSource.system(),
        () -> false);
  }

  private static KafkaConsumer<byte[], byte[]> client(KafkaServer server) {
    return new KafkaConsumer<>(
        new HashMap<>(KafkaTopic.plain(server).clientProperties()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
