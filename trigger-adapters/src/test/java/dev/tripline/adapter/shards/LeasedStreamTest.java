package dev.tripline.adapter.shards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.shards.ShardedStream.Answer;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.store.Stores;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeasedStreamTest {
  @TempDir Path directory;
  private Stores store;
  private final ScriptedStream stream = new ScriptedStream();
  private final ShardLog log = new ShardLog(ShardLog.Acts::commit);

  @BeforeEach
  void open() {
    store = LeaseStore.sqlite(directory);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void empty_pages_are_not_the_end() throws Exception {
    stream.shard("a").put("a", 3);
    for (int i = 0; i < 50; i++) {
      stream.say("a", new Answer.Page(List.of(), "0", null));
    }
    try (RunningSource _ = run()) {
      log.await("all are read", () -> log.entries().size() == 3);
    }
    assertThat(stream.hasSaidAll("a")).isTrue();
    assertThat(log.finished()).isEmpty();
  }

  @Test
  void expired_iterator_is_replaced_behind_the_last_record() throws Exception {
    stream.shard("a").put("a", 3);
    try (RunningSource _ = run()) {
      log.await("the first are read", () -> log.entries().size() == 3);
      stream.say("a", new Answer.Expired(), new Answer.Expired());
      log.await("expired twice", () -> stream.hasSaidAll("a"));
      stream.put("a", 3);
      log.await("the others are read", () -> log.entries().size() == 6);
    }
    assertThat(stream.opened()).containsExactly("a TRIM_HORIZON", "a 102", "a 102");
    assertThat(log.records()).doesNotHaveDuplicates();
  }

  @Test
  void place_without_records_is_committed_once_all_before_it_are() throws Exception {
    stream.shard("a").put("a", 3);
    StreamRecord place = new StreamRecord("500", null, Instant.EPOCH, 0, "");
    ShardLog idle = new ShardLog(ShardLog.Acts::nothing);
    try (RunningSource _ =
        RunningSource.start(
            ScriptedSource.of(stream, store.shardLeases(), new Start.TrimHorizon()), idle)) {
      idle.await("the first are read", () -> idle.entries().size() == 3);
      stream.say("a", new Answer.Nothing(place));
      idle.await("the place was told", () -> stream.hasSaidAll("a"));
    }
    assertThat(stream.confirmed("a")).isNull();
    assertThat(stream.left()).containsExactly("a");
    try (RunningSource _ = run()) {
      log.await("they are read again", () -> log.entries().size() == 3);
      stream.say("a", new Answer.Nothing(place));
      log.await(
          "the place is confirmed",
          () -> new Position.After("500", Instant.EPOCH).equals(stream.confirmed("a")));
    }
  }

  @Test
  void server_that_does_not_say_which_shards_there_are_costs_no_lease() throws Exception {
    stream.shard("a").put("a", 3);
    try (RunningSource _ = run()) {
      log.await("the first are read", () -> log.entries().size() == 3);
      stream.keepShardsBack();
      log.await("the shards are asked for", stream::isAsked);
      long later = System.nanoTime() + ScriptedStream.QUICK.lease().plusSeconds(1).toNanos();
      log.await("the lease would be over", () -> System.nanoTime() - later > 0);
      stream.put("a", 3);
      log.await("the others are read", () -> log.entries().size() == 6);
    }
    assertThat(stream.opened()).containsExactly("a TRIM_HORIZON");
    assertThat(log.records()).doesNotHaveDuplicates();
  }

  @Test
  void trimmed_records_are_a_gap_and_reading_goes_on_with_the_oldest() throws Exception {
    stream.shard("a").put("a", 3);
    try (RunningSource _ = run()) {
      log.await("the first are read", () -> log.entries().size() == 3);
      stream.trim("a", 3);
      stream.say("a", new Answer.Trimmed("older than a day"));
      log.await("it is opened anew", () -> stream.opened().size() == 2);
      stream.put("a", 3);
      log.await("the next are read", () -> log.entries().size() == 6);
    }
    assertThat(log.gaps()).containsExactly(new Shard.Read.Gap("102", "103", "older than a day"));
    assertThat(stream.opened()).containsExactly("a TRIM_HORIZON", "a TRIM_HORIZON");
  }

  @Test
  void trimmed_answer_is_no_gap_while_the_last_record_is_there() throws Exception {
    stream.shard("a").put("a", 3);
    try (RunningSource _ = run()) {
      log.await("the first are read", () -> log.entries().size() == 3);
      stream.say("a", new Answer.Trimmed("so it says"));
      log.await("it is opened anew", () -> stream.opened().size() == 2);
      stream.put("a", 3);
      log.await("the next are read", () -> log.entries().size() == 6);
    }
    assertThat(log.gaps()).isEmpty();
    assertThat(log.records()).extracting(r -> r.id()).doesNotHaveDuplicates();
  }

  @Test
  void trimmed_answer_of_a_shard_of_which_nothing_was_read_is_no_gap() throws Exception {
    stream.shard("a");
    stream.say("a", new Answer.Trimmed("empty"), new Answer.Trimmed("empty"));
    ScriptedSource.of(stream, store.shardLeases(), new Start.Latest()).place();
    try (RunningSource _ = run(new Start.Latest())) {
      log.await("it has said so", () -> stream.hasSaidAll("a"));
      stream.put("a", 2);
      log.await("what came after is read", () -> log.entries().size() == 2);
    }
    assertThat(log.gaps()).isEmpty();
  }

  @Test
  void shard_that_is_gone_is_a_gap_and_ends() throws Exception {
    stream.shard("a").shard("b", "a").put("b", 1);
    stream.say("a", new Answer.Gone("no such shard"));
    try (RunningSource _ = run()) {
      log.await("the child is read", () -> log.entries().size() == 1);
    }
    assertThat(log.gaps()).extracting(Shard.Read.Gap::to).containsExactly("the end of the shard");
    assertThat(log.finished()).containsExactly("a");
  }

  @Test
  void throttled_shard_is_read_again_later() throws Exception {
    stream.shard("a").put("a", 1);
    stream.say("a", new Answer.Throttled("1"), new Answer.Throttled("2"));
    try (RunningSource _ = run()) {
      log.await("it is read", () -> log.entries().size() == 1);
    }
    assertThat(stream.opened()).hasSize(1);
  }

  @Test
  void merged_child_waits_for_both_parents() throws Exception {
    stream.shard("a").shard("b").put("a", 20);
    stream.put("b", 5);
    stream.shard("c", "a", "b").put("c", 2);
    try (RunningSource _ = run()) {
      log.await("all are read", () -> log.entries().size() == 27);
    }
    assertThat(log.entries().subList(25, 27)).extracting(ShardLog.Entry::shard).containsOnly("c");
    assertThat(log.finished()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void shards_that_appear_later_are_read_from_their_beginning_though_reading_began_with_the_newest()
      throws Exception {
    stream.shard("a").put("a", 3);
    ScriptedSource.of(stream, store.shardLeases(), new Start.Latest()).place();
    stream.put("a", 2);
    stream.shard("b", "a").shard("c", "a").put("b", 1);
    stream.put("c", 1);
    try (RunningSource _ = run(new Start.Latest())) {
      log.await("what came after is read", () -> log.entries().size() == 4);
    }
    assertThat(log.records())
        .extracting(r -> r.id())
        .containsExactlyInAnyOrder("103", "104", "105", "106");
  }

  @Test
  void old_shards_are_passed_over_when_reading_begins_with_the_newest() throws Exception {
    stream.shard("a").put("a", 3);
    stream.shard("b", "a").put("b", 1);
    try (RunningSource _ = run(new Start.Latest())) {
      log.await("b is read", () -> log.reading().contains("b"));
      stream.put("b", 1);
      log.await("what came after is read", () -> log.entries().size() == 1);
    }
    assertThat(log.records()).extracting(r -> r.id()).containsExactly("104");
  }

  @Test
  void expired_start_goes_on_by_time() throws Exception {
    stream.shard("a").put("a", 3);
    ScriptedSource.of(stream, store.shardLeases(), new Start.Latest()).place();
    stream.say("a", new Answer.Expired());
    stream.put("a", 1);
    try (RunningSource _ = run(new Start.Latest())) {
      log.await("it is read", () -> log.records().stream().anyMatch(r -> r.id().equals("103")));
      Instant start = Instant.parse("2026-11-23T12:00:00Z");
      assertThat(stream.opened()).containsExactly("a " + start, "a " + start);
    }
  }

  private RunningSource run() {
    return run(new Start.TrimHorizon());
  }

  private RunningSource run(Start start) {
    return RunningSource.start(ScriptedSource.of(stream, store.shardLeases(), start), log);
  }
}
