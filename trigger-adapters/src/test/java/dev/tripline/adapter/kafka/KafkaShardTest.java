package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// The buffer between the thread that polls and the one that reads.
class KafkaShardTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST = 10;

  private boolean silent;
  private final KafkaShard shard =
      new KafkaShard(
          new KafkaShard.Assignment(
              new TopicPartition("t", 0), new StartOffsets.Start(0, null, false), 1),
          new KafkaBatchJson("t", null, "b:1"),
          new KafkaStreamSettings.Limits(
              MOST, 1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
          InstantSource.system(),
          () -> silent);

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

  @Test
  void nothing_may_begin_while_more_than_a_batch_is_not_acknowledged() throws Exception {
    fill();
    List<StreamRecord> records = readRecords(MOST);
    assertThat(shard.commit(records.get(2))).isTrue();
    assertThat(shard.mayInvoke(3, Duration.ZERO)).isEqualTo(Shard.Permission.GRANTED);
    shard.commit(records.get(3));
    Reader.await("it is held back", () -> mayInvoke() == Shard.Permission.NOT_YET);

    CompletableFuture<Shard.Permission> waiting =
        started(() -> shard.mayInvoke(3, Duration.ofMinutes(1)));
    Reader.await("it waits", shard::isHeld);
    fill();
    assertThat(shard.awaitRoom(LONG)).as("room, while a commit is waited for").isFalse();
    acknowledge();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Shard.Permission.GRANTED);
    assertThat(shard.isHeld()).isFalse();
  }

  private Shard.Permission mayInvoke() {
    try {
      return shard.mayInvoke(3, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void acknowledge() {
    shard.committed(Objects.requireNonNull(shard.uncommitted()), System.nanoTime());
  }

  @Test
  void wait_for_a_commit_ends_with_the_shard() throws Exception {
    fill();
    shard.commit(readRecords(MOST).getLast());
    CompletableFuture<Shard.Permission> waiting =
        started(() -> {
          Shard.Permission answer;
          do {
            answer = shard.mayInvoke(3, Duration.ofMinutes(1));
          } while (answer == Shard.Permission.GRANTED);
          return answer;
        });
    Reader.await("it waits", shard::isHeld);
    shard.end();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Shard.Permission.ENDED);
    shard.lose();
    assertThat(shard.mayInvoke(3, Duration.ZERO)).isEqualTo(Shard.Permission.LOST);
  }

  @Test
  void silence_ends_the_right_at_once() throws Exception {
    assertThat(shard.mayInvoke(3, Duration.ZERO)).isEqualTo(Shard.Permission.GRANTED);
    silent = true;
    assertThat(shard.mayInvoke(3, Duration.ZERO)).isEqualTo(Shard.Permission.LOST);
  }

  @Test
  void position_behind_markers_is_not_finished_while_a_record_before_it_is_not_read()
      throws Exception {
    fill();
    shard.offer(List.of(), new OffsetAndMetadata(MOST + 2));
    List<StreamRecord> first = readRecords(MOST - 1);
    shard.commit(first.getLast());
    assertThat(Objects.requireNonNull(shard.uncommitted()).offset()).isEqualTo(MOST - 1);
    shard.commit(readRecords(1).getFirst());
    assertThat(Objects.requireNonNull(shard.uncommitted()).offset()).isEqualTo(MOST + 2);
    shard.offer(List.of(), new OffsetAndMetadata(MOST + 3));
    assertThat(Objects.requireNonNull(shard.uncommitted()).offset()).isEqualTo(MOST + 3);
  }

  @Test
  void records_that_a_hand_over_drops_are_not_passed() throws Exception {
    fill();
    List<StreamRecord> first = readRecords(1);
    shard.end();
    shard.commit(first.getFirst());
    assertThat(Objects.requireNonNull(shard.uncommitted()).offset()).isEqualTo(1);
  }

  @Test
  void lag_and_age_are_unknown_until_the_cluster_has_told() throws Exception {
    assertThat(shard.lag()).isEqualTo(new Shard.Lag(-1, null));
    shard.unfetched(0);
    assertThat(shard.lag()).isEqualTo(new Shard.Lag(0, Duration.ZERO));
    fill();
    assertThat(shard.lag().records()).isEqualTo(MOST);
  }

  private CompletableFuture<Boolean> waitForRoom() {
    return started(() -> shard.awaitRoom(LONG));
  }

  private static <T> CompletableFuture<T> started(Callable<T> work) {
    CompletableFuture<T> waiting = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            waiting.complete(work.call());
          } catch (Exception e) {
            waiting.completeExceptionally(e);
          }
        });
    return waiting;
  }

  private void fill() {
    shard.offer(
        IntStream.range(0, MOST)
            .mapToObj(i -> new ConsumerRecord<>("t", 0, i, new byte[0], new byte[10]))
            .toList(),
        new OffsetAndMetadata(MOST));
  }

  private List<StreamRecord> readRecords(int max) throws InterruptedException {
    return ((Shard.Read.Records) shard.read(max, Duration.ZERO)).records();
  }

  private int read(int max) throws InterruptedException {
    return shard.read(max, Duration.ZERO) instanceof Shard.Read.Records(List<?> records)
        ? records.size()
        : -1;
  }
}
