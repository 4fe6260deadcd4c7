package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.parking.ParkedKeyDrains;
import dev.tripline.spi.parking.ParkedKeyDrains.Drain;
import dev.tripline.spi.parking.ParkedKeyDrains.Progress;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedKeys.Added;
import dev.tripline.spi.parking.ParkedKeys.Limit;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ShardReading;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [ParkedKeys] with its [ParkedKeyDrains].
public interface ParkedKeysContract extends StoreContract {
  Limit PLENTY = new Limit(1_000_000, 1 << 30);
  String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static ParkedRecord record(String key, String id, @Nullable String letter) {
    Instant arrived = Instant.ofEpochMilli(1_700_000_000_000L);
    return new ParkedRecord(
        0, key, "s-1", id, arrived, StoreContract.bytes("[" + id + "]"), letter, TRACE);
  }

  /// The key, with record 1 dead and record 2 behind it.
  private static String parked(StoreUnderTest store, String key) {
    DeadLetter letter = StoreContract.letter(key.hashCode(), "orders", "RetriesExhausted");
    store.deadLetters().add(List.of(letter), List.of());
    store.parkedKeys().park(reading(store), "broken", List.of(record(key, "1", letter.id())));
    store.parkedKeys().append(reading(store), List.of(record(key, "2", null)), PLENTY);
    return letter.id();
  }

  private static ShardReading reading(StoreUnderTest store) {
    return StoreContract.reading(store, "t", "s-1");
  }

  private static List<String> waiting(StoreUnderTest store, String key) {
    return store.parkedKeys().page("t", key, 0, 100).stream().map(ParkedRecord::recordId).toList();
  }

  private static Drain drain(StoreUnderTest store) {
    return store.parkedKeyDrains().claim("t").orElseThrow();
  }

  @Test
  default void records_wait_in_order_behind_the_dead_one_and_survive_a_crash() {
    String letter = parked(store(), "käse/\0'key");
    ParkedRecord sameId = record("käse/\0'key", "1", null);
    store()
        .parkedKeys()
        .append(
            StoreContract.reading(store(), "t", "s-2"),
            List.of(
                new ParkedRecord(
                    0, sameId.key(), "s-2", "1", sameId.arrivedAt(), sameId.payload(), null, null)),
            PLENTY);
    StoreUnderTest next = store().successor();
    assertThat(waiting(next, "käse/\0'key")).containsExactly("1", "2", "1");
    ParkedRecord head = next.parkedKeys().page("t", "käse/\0'key", 0, 1).getFirst();
    assertThat(head.payload()).isEqualTo(StoreContract.bytes("[1]"));
    assertThat(head.deadLetterId()).isEqualTo(letter);
    assertThat(head.trace()).isEqualTo(TRACE);
    ParkedKeys.ParkedKey key = next.parkedKeys().list("t").getFirst();
    assertThat(key.key()).isEqualTo("käse/\0'key");
    assertThat(key.records()).isEqualTo(3);
    assertThat(key.bytes()).isEqualTo(9);
    assertThat(key.reason()).isEqualTo("broken");
    assertThat(key.draining()).isFalse();
    assertThat(next.parkedKeys().list("other")).isEmpty();
  }

  @Test
  default void letter_of_a_record_that_waits_does_not_go_by_its_age() {
    String letter = parked(store(), "a");
    Target trigger = new Target("trigger", "t");
    assertThat(store().deadLetters().expire(List.of(letter), trigger)).isZero();
    store().parkedKeys().redrive("t", "a", StoreContract.ACTOR);
    Drain drain = drain(store());
    assertThat(store().parkedKeyDrains().present(List.of(letter))).containsExactly(letter);
    store().parkedKeyDrains().drained(drain, store().parkedKeys().page("t", "a", 0, 10));
    store().deadLetters().add(List.of(StoreContract.letter(7, "orders", "x")), List.of());
    String free = StoreContract.letter(7, "orders", "x").id();
    assertThat(store().deadLetters().expire(List.of(letter, free), trigger)).isOne();
  }

  @Test
  default void record_that_waits_already_is_not_added_again() {
    parked(store(), "a");
    Added again =
        store()
            .parkedKeys()
            .append(
                reading(store()), List.of(record("a", "2", null), record("a", "3", null)), PLENTY);
    assertThat(again).isEqualTo(new Added.Done(Set.of(), 1, 1));
    assertThat(waiting(store(), "a")).containsExactly("1", "2", "3");
  }

  @Test
  default void keys_that_are_not_parked_are_named() {
    parked(store(), "a");
    Added added =
        store()
            .parkedKeys()
            .append(
                reading(store()), List.of(record("b", "3", null), record("a", "4", null)), PLENTY);
    assertThat(added).isEqualTo(new Added.Done(Set.of("b"), 1, 0));
    assertThat(waiting(store(), "b")).isEmpty();
  }

  @Test
  default void more_than_the_limit_is_refused_whole() {
    parked(store(), "a");
    Added added =
        store()
            .parkedKeys()
            .append(reading(store()), List.of(record("a", "3", null)), new Limit(2, 100));
    assertThat(added).isEqualTo(new Added.Full(2, 6));
    assertThat(waiting(store(), "a")).containsExactly("1", "2");
  }

  @Test
  default void drained_key_is_parked_until_nothing_waits() {
    String letter = parked(store(), "a");
    ParkedKeyDrains drains = store().parkedKeyDrains();
    assertThat(drains.claim("t")).as("nobody asked").isEmpty();
    assertThat(store().parkedKeys().redrive("t", "a", ACTOR)).isTrue();
    assertThat(store().parkedKeys().redrive("t", "b", ACTOR)).isFalse();
    Drain drain = drain(store());
    List<ParkedRecord> head = store().parkedKeys().page("t", "a", 0, 1);
    assertThat(drains.present(List.of(letter, "gone"))).containsExactly(letter);
    assertThat(drains.drained(drain, head)).isEqualTo(Progress.MORE);
    assertThat(store().deadLetterQueries().find(letter)).isEmpty();
    store().parkedKeys().append(reading(store()), List.of(record("a", "3", null)), PLENTY);
    List<ParkedRecord> rest = store().parkedKeys().page("t", "a", 0, 10);
    assertThat(drains.drained(drain, rest)).isEqualTo(Progress.UNPARKED);
    assertThat(store().parkedKeys().list("t")).isEmpty();
    assertThat(
            store().parkedKeys().append(reading(store()), List.of(record("a", "4", null)), PLENTY))
        .isEqualTo(new Added.Done(Set.of("a"), 0, 0));
  }

  @Test
  default void drain_that_failed_waits_to_be_asked_for_again() {
    parked(store(), "a");
    store().parkedKeys().redrive("t", "a", ACTOR);
    store().parkedKeyDrains().release(drain(store()), "still broken");
    assertThat(store().parkedKeyDrains().claim("t")).isEmpty();
    assertThat(store().parkedKeys().list("t").getFirst().lastError()).isEqualTo("still broken");
    store().parkedKeys().redrive("t", "a", ACTOR);
    store().parkedKeyDrains().release(drain(store()), null);
    assertThat(store().parkedKeyDrains().claim("t")).as("it goes on by itself").isPresent();
  }

  @Test
  default void next_node_drains_what_a_dead_one_had_begun() {
    parked(store(), "a");
    store().parkedKeys().redrive("t", "a", ACTOR);
    Drain dead = drain(store());
    List<ParkedRecord> head = store().parkedKeys().page("t", "a", 0, 1);
    StoreUnderTest next = store().successor();
    Drain drain = drain(next);
    assertThat(next.parkedKeyDrains().holds(dead)).isFalse();
    assertThat(next.parkedKeyDrains().holds(drain)).isTrue();
    assertThat(next.parkedKeyDrains().drained(dead, head)).isEqualTo(Progress.LOST);
    assertThat(next.parkedKeyDrains().drained(drain, head)).isEqualTo(Progress.MORE);
  }

  @Test
  default void discarded_head_takes_its_dead_letter_along() {
    String letter = parked(store(), "a");
    ParkedRecord gone = store().parkedKeys().discardHead("t", "a", ACTOR, "not needed", false);
    assertThat(gone).isNotNull();
    assertThat(gone.recordId()).isEqualTo("1");
    assertThat(store().deadLetterQueries().find(letter)).isEmpty();
    assertThat(waiting(store(), "a")).containsExactly("2");
    assertThat(store().parkedKeys().discardHead("t", "a", ACTOR, "nor this", false)).isNotNull();
    assertThat(store().parkedKeys().list("t")).isEmpty();
    assertThat(store().parkedKeys().discardHead("t", "a", ACTOR, "nothing left", false)).isNull();
  }

  @Test
  default void head_is_not_discarded_while_it_is_drained() {
    parked(store(), "a");
    store().parkedKeys().redrive("t", "a", ACTOR);
    Drain drain = drain(store());
    assertThat(store().parkedKeys().discardHead("t", "a", ACTOR, "too early", false)).isNull();
    store().parkedKeyDrains().release(drain, "failed");
    assertThat(store().parkedKeys().discardHead("t", "a", ACTOR, "now", false)).isNotNull();
  }

  @Test
  default void no_record_slips_past_the_end_of_a_drain() throws Exception {
    parked(store(), "a");
    store().parkedKeys().redrive("t", "a", ACTOR);
    Drain drain = drain(store());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> added = threads.submit(() -> addUntilRefused(store()));
      int drained = 0;
      Progress progress = Progress.MORE;
      while (progress == Progress.MORE) {
        List<ParkedRecord> head = store().parkedKeys().page("t", "a", 0, 3);
        progress = store().parkedKeyDrains().drained(drain, head);
        drained += head.size();
      }
      assertThat(progress).isEqualTo(Progress.UNPARKED);
      assertThat(drained).isEqualTo(2 + added.get());
    }
    assertThat(waiting(store(), "a")).isEmpty();
  }

  private static int addUntilRefused(StoreUnderTest store) {
    ShardReading reading = reading(store);
    for (int added = 0; ; added++) {
      ParkedRecord record = record("a", String.valueOf(100 + added), null);
      Added answer = store.parkedKeys().append(reading, List.of(record), PLENTY);
      if (answer instanceof Added.Done(Set<String> notParked, _, _) && !notParked.isEmpty()) {
        return added;
      }
    }
  }

  @Test
  default void cleared_trigger_has_no_parked_keys() {
    parked(store(), "a");
    store().parkedKeys().clear("t");
    assertThat(store().parkedKeys().list("t")).isEmpty();
    assertThat(waiting(store(), "a")).isEmpty();
  }
}
