package dev.tripline.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Position;
import dev.tripline.adapter.shards.ShardedStream.Answer;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import dev.tripline.testkit.source.StreamSourceContract;
import dev.tripline.testkit.source.StreamUnderTest;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class KinesisStreamSourceTest implements StreamSourceContract {
  @TempDir static Path directory;
  private static KinesisServer server;
  private static KinesisClient client;
  private static Stores store;

  @BeforeAll
  static void start() {
    assumeThat(KinesisServer.whyUnavailable()).isEmpty();
    server = KinesisServer.start();
    client = server.client();
    store = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      store.close();
      client.close();
      server.close();
    }
  }

  @Override
  public StreamUnderTest stream() throws Exception {
    return fresh(2);
  }

  private static KinesisUnderTest fresh(int shards) throws Exception {
    return new KinesisUnderTest(client, store.shardLeases(), shards);
  }

  @Test
  void splits_and_merges_under_load_keep_every_keys_order() throws Exception {
    try (KinesisUnderTest stream = fresh(2)) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(), log);
          RunningSource _ = RunningSource.start(stream.open(), log)) {
        stream.publish(numbered(0, 100));
        stream.split();
        stream.publish(numbered(100, 200));
        stream.split();
        stream.merge();
        stream.publish(numbered(200, 300));
        stream.merge();
        stream.publish(numbered(300, 400));
        log.await("all are read", () -> log.entries().size() >= 400);
        log.await("four parents and more are finished", () -> log.finished().size() >= 6);
      }
      assertThat(log.overlap()).isFalse();
      assertThat(numbersByKey(log)).isEqualTo(expected(400));
    }
  }

  @Test
  void nothing_is_missed_between_the_making_of_a_trigger_and_its_first_read() throws Exception {
    try (KinesisUnderTest stream = fresh(2)) {
      stream.publish(numbered(0, 20));
      stream.open(new Start.Latest()).place();
      stream.publish(numbered(20, 40));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(new Start.Latest()), log)) {
        log.await("what came after is read", () -> log.entries().size() >= 20);
      }
      assertThat(log.records()).hasSize(20);
    }
  }

  @Test
  void reading_begins_at_a_time() throws Exception {
    try (KinesisUnderTest stream = fresh(1)) {
      stream.publish(numbered(0, 5));
      ShardLog all = new ShardLog(ShardLog.Acts::nothing);
      try (RunningSource _ = RunningSource.start(stream.open(), all)) {
        all.await("all are read", () -> all.entries().size() == 5);
      }
      store.sourceStates().clear(stream.arn().substring(stream.arn().indexOf('/') + 1));
      Instant third = all.records().get(2).arrivedAt();
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(new Start.AtTimestamp(third)), log)) {
        log.await("the last are read", () -> log.entries().size() >= 3);
      }
      assertThat(log.records()).allMatch(record -> !record.arrivedAt().isBefore(third));
    }
  }

  @Test
  void position_that_is_none_and_shard_that_is_none_are_told_apart() throws Exception {
    try (KinesisUnderTest stream = fresh(1)) {
      var shards =
          new KinesisShards(
              client,
              new KinesisStreamSettings(
                  "t", stream.arn(), () -> "role", new Start.TrimHorizon(), LeaseTiming.DEFAULT),
              InstantSource.system());
      String shard = shards.shards().getFirst().id();
      assertThat(shards.open(shard, new Position.After("of another stream", Instant.EPOCH)))
          .isInstanceOf(Answer.Trimmed.class);
      assertThat(shards.open("shardId-000000000099", new Position.Beginning()))
          .isInstanceOf(Answer.Gone.class);
    }
  }

  @Test
  void unknown_stream_is_out_of_reach() {
    var settings =
        new KinesisStreamSettings(
            "t",
            KinesisServer.streamArn("unknown"),
            () -> "role",
            new Start.TrimHorizon(),
            LeaseTiming.DEFAULT);
    var source =
        KinesisStreamSource.of(client, settings, store.shardLeases(), InstantSource.system());
    assertThatThrownBy(source::place)
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessage("Stream not found: " + settings.streamArn());
  }

  private static List<Message> numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Message("key-" + i % 16, Integer.toString(i)))
        .toList();
  }

  private static Map<String, List<Integer>> expected(int to) {
    Map<String, List<Integer>> expected = new HashMap<>();
    for (Message message : numbered(0, to)) {
      expected
          .computeIfAbsent(message.key(), _ -> new ArrayList<>())
          .add(Integer.valueOf(message.body()));
    }
    return expected;
  }

  private static Map<String, List<Integer>> numbersByKey(ShardLog log) {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (var record : log.records()) {
      numbers
          .computeIfAbsent(String.valueOf(record.key()), _ -> new ArrayList<>())
          .add(Integer.valueOf(((KinesisRecord) record.handle()).record().data().asUtf8String()));
    }
    return numbers;
  }
}
