package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.parking.ParkedKeyDrains.Drain;
import dev.tripline.spi.parking.ParkedKeys.Added;
import dev.tripline.spi.parking.ParkedKeys.Limit;
import dev.tripline.spi.parking.ParkedMark;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ParkedShards;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.spi.source.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract of every [ParkedShards], beside the keys that it remembers for.
public interface ParkedShardsContract extends StoreContract {
  Instant ARRIVED = Instant.ofEpochMilli(1_700_000_000_000L);
  Limit PLENTY = new Limit(1_000_000, 1 << 30);

  private static ParkedRecord record(String key, int id) {
    return new ParkedRecord(
        0,
        key,
        "s-1",
        String.valueOf(id),
        ARRIVED,
        StoreContract.bytes("[" + id + "]"),
        null,
        null);
  }

  private static StreamRecord again(String key, int id) {
    return new StreamRecord(String.valueOf(id), key, ARRIVED, 1, "");
  }

  private ShardReading reading(String from) {
    return new ShardReading("t", "s-1", store().parkedShards().open("t", "s-1").token(), from);
  }

  /// The marks that a next reader is told of.
  private List<ParkedMark> marks() {
    return store().parkedShards().open("t", "s-1").marks();
  }

  /// The key is parked at record 9, with 10 behind it, by a reader that began at 8.
  private ShardReading parked(String key) {
    ShardReading reading = reading("8");
    store().parkedKeys().park(reading, "broken", List.of(record(key, 9)));
    store().parkedKeys().append(reading, List.of(record(key, 10)), PLENTY);
    return reading;
  }

  private void drain(String key) {
    store().parkedKeys().redrive("t", key, ACTOR);
    Drain drain = store().parkedKeyDrains().claim("t").orElseThrow();
    List<ParkedRecord> waiting = store().parkedKeys().page("t", key, 0, 100);
    store().parkedKeyDrains().drained(drain, waiting);
  }

  @Test
  default void drained_records_are_known_to_the_next_reader() {
    parked("a");
    drain("a");
    ParkedMark mark = store().successor().parkedShards().open("t", "s-1").marks().getFirst();
    assertThat(mark.key()).isEqualTo("a");
    assertThat(mark.readFrom()).isEqualTo(BigInteger.valueOf(8));
    assertThat(mark.covers(again("a", 8))).as("delivered before").isTrue();
    assertThat(mark.covers(again("a", 10))).isTrue();
    assertThat(mark.covers(again("a", 11))).isFalse();
  }

  @Test
  default void record_up_to_the_mark_is_not_added_again() {
    parked("a");
    store().parkedKeys().discardHead("t", "a", ACTOR, "not needed", false);
    ShardReading next = reading("8");
    List<ParkedRecord> readAgain = List.of(record("a", 8), record("a", 9), record("a", 10));
    assertThat(store().parkedKeys().append(next, readAgain, PLENTY))
        .isEqualTo(new Added.Done(Set.of(), 0, 3));
    assertThat(store().parkedKeys().page("t", "a", 0, 10))
        .extracting(ParkedRecord::recordId)
        .containsExactly("10");
  }

  @Test
  default void drained_key_is_not_parked_again_by_a_record_up_to_its_mark() {
    parked("a");
    drain("a");
    assertThat(store().parkedKeys().park(reading("8"), "again", List.of(record("a", 9)))).isTrue();
    assertThat(store().parkedKeys().list("t")).isEmpty();
  }

  @Test
  default void earlier_reader_is_refused() {
    ShardReading earlier = parked("a");
    ShardReading now = reading("8");
    assertThat(store().parkedKeys().append(earlier, List.of(record("a", 11)), PLENTY))
        .isEqualTo(new Added.Refused());
    assertThat(store().parkedKeys().park(earlier, "late", List.of(record("b", 11)))).isFalse();
    assertThat(store().parkedKeys().list("t")).hasSize(1);
    store().parkedShards().passed(earlier, "100");
    assertThat(store().parkedKeys().append(now, List.of(record("a", 11)), PLENTY))
        .isEqualTo(new Added.Done(Set.of(), 1, 0));
    assertThat(marks()).hasSize(1);
  }

  @Test
  default void marks_are_forgotten_when_the_shard_is_committed_past_them() {
    ShardReading reading = parked("a");
    store().parkedKeys().park(reading, "broken", List.of(record("b", 100)));
    store().parkedShards().passed(reading, "99");
    assertThat(marks()).extracting(ParkedMark::key).containsExactly("b");
  }

  @Test
  default void marks_behind_the_first_record_that_is_read_are_forgotten() {
    parked("a");
    store().parkedShards().begin(reading("10"));
    assertThat(marks()).hasSize(1);
    store().parkedShards().begin(reading("11"));
    assertThat(marks()).isEmpty();
  }

  @Test
  default void marks_are_void_where_somebody_asks_for_a_repetition() {
    parked("a");
    ParkedMark mark = marks().getFirst();
    assertThat(mark.isVoid(BigInteger.valueOf(8))).isFalse();
    assertThat(mark.isVoid(BigInteger.valueOf(7))).isTrue();
    store().parkedShards().begin(reading("7"));
    assertThat(marks()).isEmpty();
  }

  @Test
  default void finished_shard_and_cleared_trigger_are_forgotten() {
    parked("a");
    store().parkedShards().forget("t", "s-1");
    assertThat(marks()).isEmpty();
    parked("b");
    store().parkedKeys().clear("t");
    assertThat(marks()).isEmpty();
  }
}
