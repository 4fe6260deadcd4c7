package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Shard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// The buffer between the thread that polls and the one that reads.
class KafkaShardTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST = 10;

  private final KafkaShard shard =
      new KafkaShard(
          new KafkaShard.Assignment(
              new TopicPartition("t", 0), new StartOffsets.Start(0, null, false), 1),
          new KafkaBatchJson("t", null, "b:1"),
          new KafkaStreamSettings.Limits(
              MOST, 1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
          InstantSource.system());

  @Test
  void has_no_room_while_nobody_reads() throws Exception {
    fill();
    assertThat(shard.full()).isTrue();
    assertThat(shard.awaitRoom(0)).isFalse();
    assertThat(shard.awaitRoom(1)).isFalse();
  }

  @Test
  void has_room_as_soon_as_half_of_it_was_read() throws Exception {
    fill();
    CompletableFuture<Boolean> waiting = waitForRoom();
    assertThat(read(MOST / 2 - 1)).isEqualTo(MOST / 2 - 1);
    assertThat(shard.awaitRoom(0)).isFalse();
    assertThat(waiting).isNotDone();
    assertThat(read(1)).isEqualTo(1);
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(shard.full()).isFalse();
  }

  @Test
  void nobody_waits_for_room_in_what_ends_or_has_a_gap() throws Exception {
    fill();
    CompletableFuture<Boolean> waiting = waitForRoom();
    shard.end();
    waiting.get(60, TimeUnit.SECONDS);
    shard.offerGap(new KafkaShard.Gap(1, 5, "removed"));
    assertThat(shard.awaitRoom(LONG)).isFalse();
  }

  private CompletableFuture<Boolean> waitForRoom() {
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            waiting.complete(shard.awaitRoom(LONG));
          } catch (InterruptedException e) {
            waiting.completeExceptionally(e);
          }
        });
    return waiting;
  }

  private void fill() {
    shard.offer(
        IntStream.range(0, MOST)
            .mapToObj(i -> new ConsumerRecord<>("t", 0, i, new byte[0], new byte[10]))
            .toList());
  }

  private int read(int max) throws InterruptedException {
    return shard.read(max, Duration.ZERO) instanceof Shard.Read.Records(List<?> records)
        ? records.size()
        : -1;
  }
}
