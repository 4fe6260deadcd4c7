package dev.tripline.adapter.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.adapter.cdc.Capture.Operation;
import dev.tripline.adapter.cdc.ChangeState.Resolution;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import dev.tripline.testkit.source.StreamSourceContract;
import dev.tripline.testkit.source.StreamUnderTest.Message;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The contract of changes of a database, on a real server.
public interface ChangeSourceContract extends StreamSourceContract {
  JsonMapper JSON = JsonMapper.builder().build();

  /// @param snapshot whether the rows that are there come first
  ChangeTable table(boolean snapshot);

  /// A server that this test may kill, closed by it.
  Mortal mortal();

  /// A server of one test.
  interface Mortal extends AutoCloseable {
    ChangeTable table();

    /// Kills it and starts it again.
    void crash();

    @Override
    void close();
  }

  @Override
  default ChangeTable stream() throws Exception {
    return table(false).placed();
  }

  static List<Message> numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Message("key-" + i, Integer.toString(i)))
        .toList();
  }

  static JsonNode json(LeasedSource source, ShardLog log, int record) {
    return JSON.readTree(
        new String(source.toRecord(log.records().get(record)), StandardCharsets.UTF_8));
  }

  static ShardLog read(LeasedSource source, int records) throws Exception {
    ShardLog log = new ShardLog(ShardLog.Acts::commit);
    try (RunningSource _ = RunningSource.start(source, log)) {
      log.await("all are read", () -> log.entries().size() >= records);
    }
    return log;
  }

  @Test
  default void change_has_its_images_key_and_place() throws Exception {
    try (ChangeTable table = stream()) {
      table.execute(
          "INSERT INTO messages VALUES ('a', 'one')",
          "UPDATE messages SET body = 'two'",
          "DELETE FROM messages");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open(ChangeTable.ALL);
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("all are read", () -> log.entries().size() >= 3);
        assertThat(json(source, log, 0).path("eventName").asString()).isEqualTo("INSERT");
        JsonNode update = json(source, log, 1);
        assertThat(update.path("eventName").asString()).isEqualTo("UPDATE");
        assertThat(update.path("eventSource").asString()).startsWith("tripline:");
        JsonNode change = update.path("change");
        assertThat(change.path("key").toString()).isEqualTo("{\"id\":\"a\"}");
        assertThat(change.path("after").path("body").asString()).isEqualTo("two");
        assertThat(change.path("source").path("table").asString()).isEqualTo("messages");
        assertThat(change.path("op").asString()).isEqualTo("u");
        JsonNode delete = json(source, log, 2);
        assertThat(delete.path("eventName").asString()).isEqualTo("DELETE");
        assertThat(delete.path("change").path("after").isNull()).isTrue();
        assertThat(log.records()).extracting(StreamRecord::key).containsOnly(table.key("a"));
      }
    }
  }

  @Test
  default void only_wanted_operations_and_tables_are_read() throws Exception {
    try (ChangeTable table = table(false)) {
      try (LeasedSource source = table.open(Set.of(Operation.UPDATE))) {
        source.place();
      }
      table.execute(
          "INSERT INTO others VALUES (1, 'not wanted')",
          "INSERT INTO messages VALUES ('a', 'not wanted')",
          "UPDATE messages SET body = 'wanted'");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open(Set.of(Operation.UPDATE));
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("it is read", () -> !log.entries().isEmpty());
        assertThat(log.entries()).hasSize(1);
        assertThat(json(source, log, 0).path("eventName").asString()).isEqualTo("UPDATE");
      }
    }
  }

  @Test
  default void rows_of_one_statement_are_told_apart_and_read_on_in_its_middle() throws Exception {
    try (ChangeTable table = stream()) {
      table.execute("INSERT INTO messages VALUES " + rows(300));
      AtomicInteger read = new AtomicInteger();
      ShardLog half =
          new ShardLog((shard, records) -> {
            int before = read.getAndAdd(records.size());
            if (before < 100 && read.get() >= 100) {
              shard.commit(records.get(99 - before));
            }
          });
      try (RunningSource _ = RunningSource.start(table.open(), half)) {
        half.await("all are read", () -> half.entries().size() >= 300);
      }
      ShardLog rest = read(table.open(), 200);
      assertThat(rest.records())
          .extracting(StreamRecord::id)
          .isEqualTo(half.records().subList(100, 300).stream().map(StreamRecord::id).toList());
    }
  }

  private static String rows(int count) {
    return String.join(
        ",", IntStream.range(0, count).mapToObj(i -> "('k%d', '%d')".formatted(i, i)).toList());
  }

  @Test
  default void server_that_is_killed_is_read_on_without_a_loss() throws Exception {
    try (Mortal mortal = mortal();
        ChangeTable table = mortal.table().placed()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.publish(numbered(0, 20));
        log.await("the first are read", () -> log.entries().size() >= 20);
        mortal.crash();
      }
      table.publish(numbered(20, 40));
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        log.await("the others are read", () -> log.entries().size() >= 40);
      }
      assertThat(log.records())
          .extracting(StreamRecord::key)
          .isEqualTo(numbered(0, 40).stream().map(message -> table.key(message.key())).toList());
    }
  }

  @Test
  default void engine_notes_no_event_behind_the_first_batch() throws Exception {
    try (ChangeTable table = stream()) {
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), log)) {
        table.publish(numbered(0, 1));
        log.await("the first is read", () -> !log.entries().isEmpty());
        long noted = noted();
        table.publish(numbered(1, 20));
        log.await("the others are read", () -> log.entries().size() >= 20);
        assertThat(noted()).isEqualTo(noted);
      }
    }
  }

  /// The inserts that Debezium's bean of the one reading of this process has counted.
  private static long noted() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName readings = new ObjectName("debezium.*:type=connector-metrics,context=streaming,*");
    Set<ObjectName> found = beans.queryNames(readings, null);
    assertThat(found).hasSize(1);
    return (Long) beans.getAttribute(found.iterator().next(), "TotalNumberOfCreateEventsSeen");
  }

  @Test
  default void snapshot_comes_first_and_what_follows_after_it() throws Exception {
    try (ChangeTable table = table(true)) {
      table.publish(numbered(0, 50));
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open();
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("the rows are read", () -> log.entries().size() >= 50);
        table.publish(numbered(50, 60));
        log.await("the changes are read", () -> log.entries().size() >= 60);
        assertThat(json(source, log, 0).path("eventName").asString()).isEqualTo("READ");
        assertThat(json(source, log, 59).path("eventName").asString()).isEqualTo("INSERT");
      }
      table.publish(numbered(60, 70));
      assertThat(read(table.open(), 10).entries()).hasSize(10);
    }
  }

  @Test
  default void snapshot_that_was_not_finished_is_taken_anew() throws Exception {
    try (ChangeTable table = table(true)) {
      table.publish(numbered(0, 50));
      AtomicInteger read = new AtomicInteger();
      ShardLog half =
          new ShardLog((shard, records) -> {
            if (read.getAndAdd(records.size()) == 0) {
              shard.commit(records.getFirst());
            }
          });
      try (RunningSource _ = RunningSource.start(table.open(), half)) {
        half.await("the rows are read", () -> half.entries().size() >= 50);
      }
      table.publish(numbered(50, 60));
      assertThat(read(table.open(), 60).records())
          .extracting(StreamRecord::key)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  default void lost_changes_are_a_gap_until_it_is_resolved() throws Exception {
    try (ChangeTable table = stream()) {
      table.publish(numbered(0, 10));
      read(table.open(), 10);
      table.publish(numbered(10, 20));
      table.lose();
      ShardLog gap = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), gap)) {
        gap.await("the gap is told", () -> !gap.gaps().isEmpty());
        gap.await("it is kept", () -> table.state().gap().isPresent());
      }
      assertThat(gap.entries()).isEmpty();
      assertThat(gap.gaps().getFirst().why()).isEqualTo(table.state().gap().orElseThrow());
      try (LeasedSource source = table.open()) {
        assertThatThrownBy(source::place)
            .isInstanceOf(SourceUnavailableException.class)
            .hasMessageStartingWith("GAP: ");
      }
      assertThat(table.state().resolve(Resolution.SNAPSHOT)).isTrue();
      assertThat(table.state().resolve(Resolution.SNAPSHOT)).isFalse();
      ShardLog on = new ShardLog(ShardLog.Acts::commit);
      try (RunningSource _ = RunningSource.start(table.open(), on)) {
        on.await("the rows are read", () -> on.entries().size() >= 20);
        table.publish(numbered(20, 25));
        on.await("what follows is read", () -> on.entries().size() >= 25);
      }
      assertThat(on.records()).extracting(StreamRecord::key).doesNotHaveDuplicates();
    }
  }
}
