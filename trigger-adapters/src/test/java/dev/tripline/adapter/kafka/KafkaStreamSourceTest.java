package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.kafka.KafkaStreamSettings.StartAt;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.KafkaServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import dev.tripline.testkit.source.StreamSourceContract;
import dev.tripline.testkit.source.StreamUnderTest;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/// Against a real broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaStreamSourceTest implements StreamSourceContract {
  /// A broker takes a while to start on a busy machine.
  private static final KafkaStreamSettings.Limits PATIENT =
      new KafkaStreamSettings.Limits(
          1_000, 1_000_000, Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(2));

  private KafkaServer server;
  private String name;

  @BeforeAll
  void start() {
    server = KafkaServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
  }

  @Override
  public StreamUnderTest stream() {
    return topic();
  }

  private KafkaTopic topic() {
    return new KafkaTopic(server, name);
  }

  @Test
  void member_for_which_no_partition_is_left_joins_too() throws Exception {
    try (KafkaTopic topic = topic()) {
      List<RunningSource> members = new ArrayList<>();
      List<ShardLog> logs = new ArrayList<>();
      try {
        for (int i = 0; i <= KafkaTopic.PARTITIONS; i++) {
          ShardLog log = new ShardLog(ShardLog.Acts::commit);
          logs.add(log);
          members.add(RunningSource.start(topic.open(), log));
          log.await("it has joined", log::hasJoined);
        }
        assertThat(logs).anyMatch(log -> log.reading().isEmpty());
      } finally {
        members.forEach(RunningSource::close);
      }
    }
  }

  @Test
  void partition_that_is_handed_over_waits_for_its_batch_and_commits_it() throws Exception {
    try (KafkaTopic topic = topic()) {
      topic.publish(messages(0, 3_000));
      try (Reader first = new Reader(topic.open(), 0)) {
        first.awaitFirstRead();
        try (Reader second = new Reader(topic.open(), 1_000_000)) {
          Reader.await(
              List.of(first, second),
              () -> {
                first.permit(1);
                return !second.events().isEmpty();
              });
          first.permit(1_000_000);
          Reader.await(
              List.of(first, second),
              () -> first.values().size() + second.values().size() >= 3_000);
          assertThat(first.values()).doesNotContainAnyElementsOf(second.values());
          assertThat(first.events()).anyMatch(event -> event.startsWith("end"));
          assertThat(first.events()).noneMatch(event -> event.startsWith("interrupted"));
        }
      }
      assertThat(topic.committed().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(3_000);
    }
  }

  @Test
  void function_slower_than_the_group_waits_keeps_its_partitions() throws Exception {
    var limits =
        new KafkaStreamSettings.Limits(
            20, 1_000_000, Duration.ofSeconds(2), Duration.ofSeconds(6), Duration.ofSeconds(6));
    try (KafkaTopic topic = topic()) {
      topic.publish(messages(0, 300));
      try (Reader reader = new Reader(topic.open(new StartAt.TrimHorizon(), limits), 0)) {
        reader.awaitFirstRead();
        long slow = System.nanoTime() + Duration.ofSeconds(13).toNanos();
        Reader.await(reader, () -> System.nanoTime() > slow);
        reader.permit(1_000);
        Reader.await(reader, () -> reader.values().size() >= 300);
        assertThat(reader.values()).hasSize(300).doesNotHaveDuplicates();
        assertThat(reader.events()).allMatch(event -> event.startsWith("begin"));
      }
    }
  }

  @Test
  void batch_that_does_not_end_is_interrupted_when_the_group_has_waited_long_enough()
      throws Exception {
    var limits =
        new KafkaStreamSettings.Limits(
            1_000, 1_000_000, Duration.ofSeconds(4), Duration.ofSeconds(6), Duration.ofSeconds(20));
    try (KafkaTopic topic = topic()) {
      topic.publish(messages(0, 60));
      try (Reader stuck = new Reader(topic.open(new StartAt.TrimHorizon(), limits), 0)) {
        stuck.awaitFirstRead();
        try (Reader other = new Reader(topic.open(), 1_000)) {
          Reader.await(other, () -> !other.values().isEmpty());
          assertThat(stuck.events()).anyMatch(event -> event.startsWith("interrupted"));
          assertThat(stuck.values()).isEmpty();
          assertThat(stuck.failure()).isNull();
        }
      }
    }
  }

  @Test
  void broker_that_is_killed_and_started_again_loses_and_repeats_nothing_committed()
      throws Exception {
    try (KafkaServer own = KafkaServer.start();
        KafkaTopic topic = new KafkaTopic(own, name)) {
      topic.publish(messages(0, 40));
      try (Reader reader = new Reader(topic.open(new StartAt.TrimHorizon(), PATIENT), 1_000_000)) {
        Reader.await(reader, () -> reader.values().size() >= 40);
        own.kill();
        own.restart();
        topic.publish(messages(40, 80));
        Reader.await(reader, () -> reader.values().size() >= 80);
        assertThat(reader.values()).hasSize(80).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void nothing_more_begins_while_a_broker_does_not_acknowledge() throws Exception {
    try (KafkaServer own = KafkaServer.start();
        KafkaTopic topic = new KafkaTopic(own, name)) {
      topic.publishToFirst(900);
      try (Reader reader = new Reader(topic.open(new StartAt.TrimHorizon(), PATIENT), 3)) {
        Reader.await(reader, () -> Long.valueOf(30).equals(topic.committed().get(0)));
        own.pause();
        Reader.await(
            reader,
            () -> {
              reader.permit(1);
              return reader.held() >= 5;
            });
        assertThat(reader.values()).as("of 900 read ahead").hasSizeLessThan(500);
        own.resume();
        reader.permit(1_000);
        Reader.await(reader, () -> reader.values().size() >= 900);
        assertThat(reader.values()).hasSize(900).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void transactions_are_committed_to_behind_their_markers() throws Exception {
    try (KafkaTopic topic = topic()) {
      try (Reader reader = new Reader(topic.open(), 1_000)) {
        topic.publishInTransactions(0, true, "a", "b");
        Reader.await(reader, () -> reader.values().size() == 2);
        Reader.await(reader, () -> isCommittedToItsEnd(topic));
        topic.publishInTransactions(0, false, "c", "d");
        Reader.await(reader, () -> isCommittedToItsEnd(topic));
        assertThat(reader.values()).containsExactly("a", "b");
      }
      topic.trim();
      topic.publishInTransactions(0, true, "e");
      try (Reader reader = new Reader(topic.open(), 1_000)) {
        Reader.await(reader, () -> !reader.values().isEmpty());
        assertThat(reader.values()).containsExactly("e");
        assertThat(reader.events()).noneMatch(event -> event.startsWith("gap"));
      }
      assertThat(isCommittedToItsEnd(topic)).isTrue();
    }
  }

  private static boolean isCommittedToItsEnd(KafkaTopic topic) {
    return Long.valueOf(topic.end(0)).equals(topic.committed().get(0));
  }

  @Test
  void partition_that_is_added_is_read_within_seconds() throws Exception {
    try (KafkaTopic topic = topic()) {
      try (Reader reader = new Reader(topic.open(new StartAt.Latest(), KafkaTopic.QUICK), 1_000)) {
        Reader.await(reader, () -> reader.events().size() == KafkaTopic.PARTITIONS);
        server.addPartitions(name, KafkaTopic.PARTITIONS + 1);
        topic.publish(
            new ProducerRecord<>(name, KafkaTopic.PARTITIONS, null, KafkaTopic.bytes("new")));
        Reader.await(reader, () -> reader.values().contains("new"));
      }
    }
  }

  @Test
  void cluster_that_does_not_answer_an_open_connection_may_want_a_login() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var cluster = new KafkaCluster(List.of("127.0.0.1:" + mute.getLocalPort()), null, null);
      try (Reader reader = new Reader(KafkaTopic.open(cluster, name), 0)) {
        reader.awaitEnd();
        assertThat(reader.failure())
            .isInstanceOf(SourceUnavailableException.class)
            .hasMessageContaining("without TLS and without a login")
            .hasMessageContaining("SourceAccessConfigurations");
      }
    }
  }

  @Test
  void silence_longer_than_the_session_gives_everything_up() throws Exception {
    var limits =
        new KafkaStreamSettings.Limits(
            1_000, 1_000_000, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(20));
    try (KafkaServer own = KafkaServer.start();
        KafkaTopic topic = new KafkaTopic(own, name)) {
      topic.publish(messages(0, 40));
      try (Reader reader = new Reader(topic.open(new StartAt.TrimHorizon(), limits), 0)) {
        reader.awaitFirstRead();
        own.kill();
        reader.awaitEnd();
        assertThat(reader.failure())
            .isInstanceOf(SourceUnavailableException.class)
            .hasMessageContaining(own.bootstrapServers());
        assertThat(reader.values()).isEmpty();
      }
    }
  }

  @Test
  void position_behind_the_end_is_a_gap_and_reading_begins_anew() throws Exception {
    try (KafkaTopic topic = topic()) {
      topic.publish(new ProducerRecord<>(name, 1, null, KafkaTopic.bytes("again")));
      topic.commit(1, 77);
      try (Reader reader = new Reader(topic.open(), 1_000)) {
        Reader.await(reader, () -> reader.values().contains("again"));
        assertThat(reader.events()).contains("gap 77 0");
      }
      assertThat(topic.committed()).containsEntry(1, 1L);
    }
  }

  @Test
  void group_that_begins_with_the_latest_keeps_its_place_before_its_first_record()
      throws Exception {
    try (KafkaTopic topic = topic()) {
      topic.publish(messages(0, 30));
      try (Reader reader = new Reader(topic.open(new StartAt.Latest(), KafkaTopic.QUICK), 1_000)) {
        Reader.await(reader, () -> reader.events().size() == KafkaTopic.PARTITIONS);
      }
      topic.publish(messages(30, 40));
      server.addPartitions(name, KafkaTopic.PARTITIONS + 1);
      topic.publish(
          new ProducerRecord<>(name, KafkaTopic.PARTITIONS, null, KafkaTopic.bytes("new")));
      try (Reader reader = new Reader(topic.open(new StartAt.Latest(), KafkaTopic.QUICK), 1_000)) {
        Reader.await(reader, () -> reader.values().size() >= 11);
        assertThat(reader.values()).hasSize(11).contains("new").doesNotContain("body-of-29.");
      }
    }
  }

  @Test
  void group_can_begin_with_a_time() throws Exception {
    try (KafkaTopic topic = topic()) {
      Instant noon = Instant.parse("2026-01-01T12:00:00Z");
      for (int minute = -2; minute < 2; minute++) {
        long time = noon.plus(Duration.ofMinutes(minute)).toEpochMilli();
        byte[] value = KafkaTopic.bytes("minute " + minute);
        topic.publish(new ProducerRecord<>(name, 0, time, null, value));
      }
      try (Reader reader =
          new Reader(topic.open(new StartAt.AtTimestamp(noon), KafkaTopic.QUICK), 1_000)) {
        Reader.await(reader, () -> reader.values().size() >= 2);
        assertThat(reader.values()).containsExactly("minute 0", "minute 1");
      }
    }
  }

  @Test
  void tombstones_and_records_larger_than_a_fetch_pass() throws Exception {
    try (KafkaTopic topic = topic()) {
      topic.publish(new ProducerRecord<>(name, 0, KafkaTopic.bytes("k"), null));
      topic.publish(new ProducerRecord<>(name, 0, null, new byte[900_000]));
      topic.publish(new ProducerRecord<>(name, 0, null, KafkaTopic.bytes("behind")));
      var limits =
          new KafkaStreamSettings.Limits(
              1, 1, Duration.ofSeconds(5), Duration.ofSeconds(6), Duration.ofSeconds(20));
      try (Reader reader = new Reader(topic.open(new StartAt.TrimHorizon(), limits), 1_000)) {
        Reader.await(reader, () -> reader.values().size() >= 3);
        assertThat(reader.values()).startsWith("null").endsWith("behind");
      }
      assertThat(topic.committed()).isEqualTo(Map.of(0, 3L, 1, 0L, 2, 0L));
    }
  }

  private static List<Message> messages(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Message("key-" + i % 16, "body-of-" + i + "."))
        .toList();
  }
}
