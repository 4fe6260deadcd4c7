package dev.tripline.testkit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.testkit.source.StreamUnderTest.Capability;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The contract of [StreamSource].
public interface StreamSourceContract {

  /// A stream of this test's own, empty at first, with at least two shards unless it is one of
  /// [Capability#ONE_SHARD]; closed by the test. Called once per test. Sources on it begin at the oldest record when nothing was committed.
  StreamUnderTest stream() throws Exception;

  @Test
  default void records_of_a_key_come_in_the_order_in_which_they_were_published() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> messages = NumberedMessages.messages(0, 120);
      stream.publish(messages);
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
        Map<String, List<Integer>> read = NumberedMessages.numbersByKey(stream, log, messages);
        assertThat(read).isEqualTo(NumberedMessages.expected(messages));
      }
    }
  }

  @Test
  default void record_keeps_its_id_and_its_key_stays_in_one_shard() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> messages = NumberedMessages.messages(0, 64);
      stream.publish(messages);
      ShardLog log = new ShardLog(ShardLog.Acts::nothing);
      try (RunningSource _ = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
      }
      Map<String, String> shardOfKey = new HashMap<>();
      for (ShardLog.Entry entry : log.entries()) {
        String key = String.valueOf(entry.record().key());
        assertThat(shardOfKey.computeIfAbsent(key, _ -> entry.shard())).isEqualTo(entry.shard());
      }
      assertThat(shardOfKey).hasSize(NumberedMessages.KEYS);
      assertThat(log.entries())
          .extracting(entry -> entry.shard() + "/" + entry.record().id())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  default void read_of_none_takes_none() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> messages = NumberedMessages.messages(0, 30);
      stream.publish(messages);
      AtomicReference<Shard.Read> answer = new AtomicReference<>();
      AtomicInteger asking = new AtomicInteger();
      ShardLog log =
          new ShardLog((shard, records) -> {
            asking.incrementAndGet();
            answer.set(shard.read(0, Duration.ZERO));
            ShardLog.Acts.commit(shard, records);
            asking.decrementAndGet();
          });
      try (RunningSource _ = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
        log.await("none waits for what comes next", () -> asking.get() == 0);
        assertThat(NumberedMessages.numbersByKey(stream, log, messages))
            .isEqualTo(NumberedMessages.expected(messages));
        assertThat(answer.get()).isEqualTo(new Shard.Read.Records(List.of()));
      }
    }
  }

  @Test
  default void committed_records_are_not_read_again_and_the_others_are() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> first = NumberedMessages.messages(0, 40);
      stream.publish(first);
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= first.size());
      }
      List<Message> second = NumberedMessages.messages(40, 80);
      stream.publish(second);
      ShardLog uncommitted = new ShardLog(ShardLog.Acts::nothing);
      try (RunningSource _ = RunningSource.start(stream.open(), uncommitted)) {
        uncommitted.await("all are read", () -> uncommitted.entries().size() >= second.size());
      }
      ShardLog again = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), again)) {
        again.await("all are read", () -> again.entries().size() >= second.size());
        assertThat(NumberedMessages.numbersByKey(source.source(), again, second))
            .isEqualTo(NumberedMessages.expected(second));
      }
      assertThat(again.entries()).hasSize(second.size());
    }
  }

  @Test
  default void commit_never_goes_back() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> messages = NumberedMessages.messages(0, 40);
      stream.publish(messages);
      Map<String, StreamRecord> firsts = new HashMap<>();
      ShardLog log =
          new ShardLog((shard, records) -> {
            StreamRecord first;
            synchronized (firsts) {
              first = firsts.computeIfAbsent(shard.id(), _ -> records.getFirst());
            }
            assertThat(shard.commit(records.getLast())).isTrue();
            assertThat(shard.commit(first)).isTrue();
          });
      try (RunningSource _ = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
      }
      List<Message> more = NumberedMessages.messages(40, 48);
      stream.publish(more);
      ShardLog later = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), later)) {
        later.await("all are read", () -> later.entries().size() >= more.size());
        assertThat(NumberedMessages.numbersByKey(source.source(), later, more))
            .isEqualTo(NumberedMessages.expected(more));
      }
    }
  }

  @Test
  default void invocations_may_begin_until_the_shard_is_handed_over() throws Exception {
    try (StreamUnderTest stream = stream()) {
      stream.publish(NumberedMessages.messages(0, 40));
      Map<String, Shard> shards = new ConcurrentHashMap<>();
      List<Shard.Permission> whileRead = new CopyOnWriteArrayList<>();
      ShardLog log =
          new ShardLog((shard, records) -> {
            shards.put(shard.id(), shard);
            whileRead.add(shard.mayInvoke(records.size(), Duration.ofSeconds(30)));
            shard.commit(records.getLast());
          });
      try (RunningSource source = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= 40);
        source.stop();
      }
      assertThat(whileRead).isNotEmpty().containsOnly(Shard.Permission.GRANTED);
      for (Shard shard : shards.values()) {
        assertThat(shard.mayInvoke(1, Duration.ZERO))
            .isIn(Shard.Permission.ENDED, Shard.Permission.LOST);
      }
    }
  }

  @Test
  default void stop_hands_every_shard_over_and_ends_the_run() throws Exception {
    try (StreamUnderTest stream = stream()) {
      stream.publish(NumberedMessages.messages(0, 40));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= 40);
        List<String> reading = log.reading();
        assertThat(reading).isNotEmpty();
        source.stop();
        assertThat(log.handedOver()).containsAll(reading);
        assertThat(log.reading()).isEmpty();
      }
    }
  }

  @Test
  default void payload_is_an_object_that_holds_the_records_in_order() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> messages = NumberedMessages.messages(0, 40);
      stream.publish(messages);
      ShardLog log = new ShardLog(ShardLog.Acts::nothing);
      try (RunningSource source = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
        String shard = log.entries().getFirst().shard();
        List<StreamRecord> records =
            log.entries().stream()
                .filter(entry -> entry.shard().equals(shard))
                .map(ShardLog.Entry::record)
                .toList();
        Payload made = source.source().toPayload(shard, records);
        String payload = RecordText.of(made.toByteArray());
        assertThat(made.size()).isEqualTo(made.toByteArray().length);
        assertThat(payload).startsWith("{").endsWith("}");
        int position = -1;
        long size = 0;
        for (StreamRecord record : records) {
          String body = RecordText.body(source.source(), record, messages);
          int next = RecordText.find(payload, body);
          assertThat(next).as(body).isGreaterThan(position);
          position = next;
          size += record.size();
        }
        assertThat(size).isBetween(payload.length() - 2_000L, payload.length() + 2_000L);
      }
    }
  }

  @Test
  default void epoch_of_a_shard_rises_with_every_reader() throws Exception {
    try (StreamUnderTest stream = stream()) {
      Map<String, Long> epochs = new ConcurrentHashMap<>();
      List<String> risen = new CopyOnWriteArrayList<>();
      for (int round = 0; round < 3; round++) {
        List<Message> messages = NumberedMessages.messages(round * 30, round * 30 + 30);
        stream.publish(messages);
        Map<String, Long> now = new ConcurrentHashMap<>();
        ShardLog log =
            new ShardLog((shard, records) -> {
              now.put(shard.id(), shard.epoch());
              ShardLog.Acts.commit(shard, records);
            });
        try (RunningSource _ = RunningSource.start(stream.open(), log)) {
          log.await("all are read", () -> log.entries().size() >= messages.size());
        }
        now.forEach((shard, epoch) -> {
          Long before = epochs.put(shard, epoch);
          if (before != null) {
            assertThat(epoch).as(shard).isGreaterThan(before);
            risen.add(shard);
          }
        });
      }
      assertThat(risen).isNotEmpty();
    }
  }

  @Test
  default void every_node_is_told_that_it_has_joined() throws Exception {
    try (StreamUnderTest stream = stream()) {
      ShardLog one = new ShardLog(ShardLog.Acts::commit);
      ShardLog other = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(), one);
          RunningSource _ = RunningSource.start(stream.open(), other)) {
        one.await("one has joined", one::hasJoined);
        other.await("the other has joined", other::hasJoined);
      }
    }
  }

  @Test
  default void consumer_that_fails_loses_nothing() throws Exception {
    try (StreamUnderTest stream = stream()) {
      List<Message> messages = NumberedMessages.messages(0, 20);
      stream.publish(messages);
      ShardLog failing =
          new ShardLog((_, _) -> {
            throw new IllegalStateException("thrown by the test");
          });
      try (RunningSource _ = RunningSource.start(stream.open(), failing)) {
        failing.await("one is read", () -> !failing.entries().isEmpty());
      }
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
        assertThat(NumberedMessages.numbersByKey(source.source(), log, messages))
            .isEqualTo(NumberedMessages.expected(messages));
      }
    }
  }

  @Test
  default void two_sources_share_the_shards_and_each_has_one_reader() throws Exception {
    try (StreamUnderTest stream = stream()) {
      if (stream.capabilities().contains(Capability.ONE_SHARD)) {
        oneReads(stream);
        return;
      }
      List<Message> first = NumberedMessages.messages(0, 40);
      stream.publish(first);
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      ShardLog other = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource one = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= first.size());
        try (RunningSource _ = RunningSource.start(stream.open(), other)) {
          log.await(
              "both have shards", () -> !other.reading().isEmpty() && !log.reading().isEmpty());
          List<Message> second = NumberedMessages.messages(40, 120);
          stream.publish(second);
          log.await("all are read", () -> log.entries().size() + other.entries().size() >= 120);
          log.await(
              "each shard has one reader",
              () -> Collections.disjoint(other.reading(), log.reading()));
          one.stop();
          List<Message> third = NumberedMessages.messages(120, 160);
          int before = other.entries().size();
          stream.publish(third);
          other.await(
              "the rest is read by who is left", () -> other.entries().size() >= before + 40);
        }
      }
      assertThat(log.overlap() || other.overlap()).isFalse();
    }
  }

  private static void oneReads(StreamUnderTest stream) throws Exception {
    stream.publish(NumberedMessages.messages(0, 40));
    ShardLog log = new ShardLog(ShardLog.Acts::commit);
    ShardLog other = new ShardLog(ShardLog.Acts::commit);
    try (RunningSource one = RunningSource.start(stream.open(), log)) {
      log.await("all are read", () -> log.entries().size() >= 40);
      try (RunningSource _ = RunningSource.start(stream.open(), other)) {
        other.await("the other has joined", other::hasJoined);
        stream.publish(NumberedMessages.messages(40, 80));
        log.await("the first reads on", () -> log.entries().size() >= 80);
        assertThat(other.entries()).isEmpty();
        one.stop();
        stream.publish(NumberedMessages.messages(80, 120));
        other.await("the other has taken over", () -> other.entries().size() >= 40);
      }
    }
    assertThat(log.entries()).hasSize(80);
    assertThat(other.entries()).hasSize(40);
    assertThat(log.overlap() || other.overlap()).isFalse();
  }

  @Test
  default void children_come_after_their_parents() throws Exception {
    try (StreamUnderTest stream = stream()) {
      if (!stream.capabilities().contains(Capability.RESHARD)) {
        assertThatThrownBy(stream::reshard).isInstanceOf(UnsupportedOperationException.class);
        return;
      }
      List<Message> messages = new ArrayList<>(NumberedMessages.messages(0, 40));
      stream.publish(messages);
      stream.reshard();
      messages.addAll(NumberedMessages.messages(40, 80));
      stream.publish(messages.subList(40, 80));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= messages.size());
        assertThat(NumberedMessages.numbersByKey(source.source(), log, messages))
            .isEqualTo(NumberedMessages.expected(messages));
        log.await("the parents are finished", () -> !log.finished().isEmpty());
      }
      ShardLog later = new ShardLog(ShardLog.Acts::commit);
      List<Message> more = NumberedMessages.messages(80, 100);
      stream.publish(more);
      try (RunningSource source = RunningSource.start(stream.open(), later)) {
        later.await("all are read", () -> later.entries().size() >= more.size());
        assertThat(NumberedMessages.numbersByKey(source.source(), later, more))
            .isEqualTo(NumberedMessages.expected(more));
      }
    }
  }

  @Test
  default void records_that_were_removed_unread_are_told_as_a_gap() throws Exception {
    try (StreamUnderTest stream = stream()) {
      if (!stream.capabilities().contains(Capability.TRIM)) {
        assertThatThrownBy(stream::trim).isInstanceOf(UnsupportedOperationException.class);
        return;
      }
      stream.publish(NumberedMessages.messages(0, 40));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(stream.open(), log)) {
        log.await("all are read", () -> log.entries().size() >= 40);
      }
      stream.publish(NumberedMessages.messages(40, 80));
      stream.trim();
      List<Message> rest = NumberedMessages.messages(80, 100);
      stream.publish(rest);
      ShardLog later = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource source = RunningSource.start(stream.open(), later)) {
        later.await("all are read", () -> later.entries().size() >= rest.size());
        assertThat(later.gaps()).isNotEmpty();
        assertThat(NumberedMessages.numbersByKey(source.source(), later, rest))
            .isEqualTo(NumberedMessages.expected(rest));
      }
    }
  }
}
