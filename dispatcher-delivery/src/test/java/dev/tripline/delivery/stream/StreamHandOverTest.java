package dev.tripline.delivery.stream;

import static dev.tripline.delivery.stream.StreamScenario.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What happens to batches when shards change hands.
class StreamHandOverTest {
  private static final String SHARD = "shard-000";

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /// The function holds on to its first batch until it is let go.
  private Outcome held() throws InterruptedException {
    entered.countDown();
    release.await();
    return ScriptedFunctions.ok();
  }

  @Test
  void stop_lets_the_batch_in_flight_finish_and_commits_it_and_nothing_else() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 30)) {
      StreamScenario.Running running = scenario.with(_ -> held()).start();
      entered.await();
      running.delivery.stop();
      assertThat(scenario.stream.committed(SHARD)).isZero();
      release.countDown();
      running.stop();
      assertThat(scenario.stream.committed(SHARD)).isEqualTo(10);
      assertThat(scenario.functions.requests).hasSize(1);
      assertThat(scenario.account.of(Entry.DELIVERED)).isEqualTo(10);
      assertThat(scenario.account.of(Entry.RETURNED)).isEqualTo(20);
    }
  }

  @Test
  void hand_over_commits_the_contiguous_part_only() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1)) {
      scenario.batching = new StreamScenario.Batching(1, Duration.ZERO, 4, null);
      scenario.rules = new BatchRules(BatchRules.NO_LIMIT, null, false, false, false);
      Set<String> answered = ConcurrentHashMap.newKeySet();
      Set<String> good = Set.of("good0", "good1", "good2", "good3", "good4", "good5");
      for (String each : good) {
        scenario.stream.publish(each, each);
      }
      scenario.stream.publish("bad", "bad");
      for (int i = 0; i < 40; i++) {
        scenario.stream.publish("later" + i, "later" + i);
      }
      StreamScenario.Running running =
          scenario
              .with(request -> {
                if (bodies(request).contains("bad")) {
                  return ScriptedFunctions.error("Boom");
                }
                answered.addAll(bodies(request));
                return ScriptedFunctions.ok();
              })
              .start();
      scenario.await(
          "lanes without the bad key go on",
          () ->
              answered.size() > 20
                  && answered.containsAll(good)
                  && scenario.account.of(Entry.DELIVERED) == answered.size()
                  && !scenario.waits.isEmpty());
      running.stop();
      assertThat(scenario.stream.committed(SHARD)).isEqualTo(6);
    }
  }

  /// Whoever reads the shard next gets nothing again, though one lane was behind the others.
  @Test
  void hand_over_in_good_order_leaves_nothing_settled_behind_an_open_record() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1)) {
      scenario.batching = new StreamScenario.Batching(1, Duration.ZERO, 4, null);
      scenario.rules = new BatchRules(2, null, false, false, false);
      List<String> delivered = new CopyOnWriteArrayList<>();
      scenario.stream.publish("bad", "bad");
      for (int i = 0; i < 40; i++) {
        scenario.stream.publish("later" + i, "later" + i);
      }
      scenario.stream.publish("bad", "behind");
      scenario.with(request -> {
        if (bodies(request).contains("bad")) {
          entered.countDown();
          release.await();
          return ScriptedFunctions.error("Boom");
        }
        delivered.addAll(bodies(request));
        return ScriptedFunctions.ok();
      });
      StreamScenario.Running running = scenario.start();
      entered.await();
      scenario.await("the other lanes go on", () -> delivered.size() >= 20);
      running.delivery.stop();
      release.countDown();
      running.stop();
      long committed = scenario.stream.committed(SHARD);
      assertThat(scenario.account.of(Entry.DEAD)).isEqualTo(1);
      assertThat(delivered).hasSize((int) committed - 1);
      scenario.start();
      scenario.awaitCommitted(SHARD, 42);
      assertThat(delivered).doesNotHaveDuplicates().hasSize(41);
    }
  }

  @Test
  void back_off_ends_at_once_when_it_is_stopped() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 1)) {
      StreamScenario.Running running =
          scenario.with(_ -> new Outcome.Throttled("full", Duration.ofHours(1))).start();
      scenario.await("it waits", () -> !scenario.waits.isEmpty());
      running.stop();
      assertThat(scenario.stream.committed(SHARD)).isZero();
    }
  }

  @Test
  void reader_without_room_notices_that_its_shard_is_handed_over() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 3_000)) {
      AtomicInteger refusals = new AtomicInteger();
      scenario.with(_ -> {
        refusals.incrementAndGet();
        return new Outcome.Throttled("full", Duration.ofHours(1));
      });
      scenario.start();
      scenario.await("the lane is full", () -> refusals.get() == 1);
      scenario.stream.revoke(SHARD);
      scenario.await("it was handed over and is read again", () -> refusals.get() == 2);
      assertThat(scenario.stream.committed(SHARD)).isZero();
    }
  }

  @Test
  void reader_that_holds_a_gap_and_has_no_room_leaves_when_a_lane_notices_the_end()
      throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 3_000)) {
      scenario.with(_ -> new Outcome.Throttled("full", Duration.ofMillis(10))).start();
      scenario.await("the lane is full", () -> scenario.account.of(Entry.RECEIVED) == 1_500);
      scenario.stream.trim(SHARD);
      int tries = scenario.waits.size();
      scenario.await("the reader has met the gap", () -> scenario.waits.size() > tries + 4);
      scenario.stream.revoke(SHARD);
      scenario.await("it is read again", () -> scenario.account.of(Entry.RETURNED) >= 1_500);
    }
  }

  @Test
  void lost_shard_commits_nothing_and_is_delivered_again_by_its_new_owner() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 10)) {
      AtomicInteger calls = new AtomicInteger();
      scenario.with(_ -> calls.incrementAndGet() == 1 ? held() : ScriptedFunctions.ok()).start();
      entered.await();
      scenario.stream.lose(SHARD);
      scenario.awaitCommitted(SHARD, 10);
      assertThat(scenario.functions.requests).hasSize(2);
      assertThat(scenario.account.of(Entry.RECEIVED)).isEqualTo(20);
      assertThat(scenario.account.of(Entry.RETURNED)).isEqualTo(10);
    }
  }

  @Test
  void answer_that_comes_after_the_shard_was_lost_is_not_committed() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 10)) {
      Set<String> answered = ConcurrentHashMap.newKeySet();
      scenario.with(_ -> {
        scenario.stream.lose(SHARD);
        answered.add("once");
        return ScriptedFunctions.ok();
      });
      StreamScenario.Running running = scenario.start();
      scenario.await("it was tried thrice", () -> scenario.functions.requests.size() >= 3);
      assertThat(scenario.stream.committed(SHARD)).isZero();
      running.stop();
    }
  }

  @Test
  void nothing_begins_while_more_than_a_batch_is_not_acknowledged() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 50)) {
      scenario.stream.acknowledge(SHARD, false);
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.await("it waits", () -> scenario.waits.size() >= 2);
      assertThat(scenario.waits).containsOnly("the stream does not acknowledge its commits");
      assertThat(scenario.functions.requests).hasSize(2);
      assertThat(scenario.stream.committed(SHARD)).isEqualTo(20);
      scenario.stream.acknowledge(SHARD, true);
      scenario.awaitCommitted(SHARD, 50);
      assertThat(scenario.functions.requests).hasSize(5);
    }
  }

  @Test
  void batch_that_waits_for_an_acknowledgement_is_left_when_it_is_stopped() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 50)) {
      scenario.stream.acknowledge(SHARD, false);
      StreamScenario.Running running = scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.await("it waits", () -> !scenario.waits.isEmpty());
      running.stop();
      assertThat(scenario.functions.requests).hasSize(2);
      assertThat(scenario.account.of(Entry.RETURNED)).isEqualTo(30);
    }
  }

  @Test
  void right_is_asked_where_an_invocation_begins() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 30)) {
      List<String> epochs = new CopyOnWriteArrayList<>();
      scenario.rules = new BatchRules(2, null, true, false, false);
      scenario.with(request -> {
        epochs.add(String.valueOf(request.clientContext()));
        if (epochs.size() == 1) {
          scenario.stream.lose(SHARD);
          return ScriptedFunctions.error("Boom"); // split, and tried again at once
        }
        return ScriptedFunctions.ok();
      });
      scenario.start();
      scenario.awaitCommitted(SHARD, 30);
      assertThat(epochs.subList(1, epochs.size())).doesNotContain(epochs.getFirst());
    }
  }

  @Test
  void record_that_is_given_up_again_after_its_shard_was_lost_is_dead_once() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1)) {
      scenario.batching = new StreamScenario.Batching(1, Duration.ZERO, 4, null);
      scenario.rules = new BatchRules(0, null, false, false, false);
      scenario.publish("z", 0, 1).publish("a", 0, 1);
      Set<String> open = ConcurrentHashMap.newKeySet();
      open.add("z0");
      scenario.with(request ->
          bodies(request).contains("a0")
              ? ScriptedFunctions.error("Boom")
              : open.containsAll(bodies(request))
                  ? new Outcome.Throttled("busy", Duration.ofMillis(10))
                  : ScriptedFunctions.ok());
      scenario.start();
      scenario.await("a0 is dead", () -> scenario.account.of(Entry.DEAD) == 1);
      scenario.stream.lose(SHARD);
      scenario.await("and again", () -> scenario.account.of(Entry.DEDUPLICATED) == 1);
      open.clear();
      scenario.awaitCommitted(SHARD, 2);
      assertThat(scenario.letters.kept()).hasSize(1);
      assertThat(scenario.account.of(Entry.DEAD)).isEqualTo(1);
    }
  }

  @Test
  void two_deliveries_share_the_shards_and_keep_the_order_of_keys_while_shards_move()
      throws Exception {
    try (StreamScenario scenario = new StreamScenario(4)) {
      OrderedKeys order = new OrderedKeys();
      scenario.with(request -> {
        order.note(bodies(request));
        return ScriptedFunctions.ok();
      });
      for (int key = 0; key < 16; key++) {
        scenario.publish("k" + key + "-", 0, 50);
      }
      StreamScenario.Running first = scenario.start();
      scenario.start();
      for (int key = 0; key < 16; key++) {
        scenario.publish("k" + key + "-", 50, 100);
      }
      scenario.stream.revoke(SHARD);
      first.stop();
      for (int key = 0; key < 16; key++) {
        scenario.publish("k" + key + "-", 100, 120);
      }
      scenario.await("all is delivered", () -> order.count() == 16 * 120);
      assertThat(order.disorder()).isEmpty();
    }
  }

  @Test
  void lane_that_breaks_down_gives_the_shard_up_and_loses_nothing() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 5)) {
      AtomicInteger calls = new AtomicInteger();
      scenario.with(_ -> {
        if (calls.incrementAndGet() == 1) {
          throw new IllegalStateException("broken by the test");
        }
        return ScriptedFunctions.ok();
      });
      scenario.start();
      scenario.awaitCommitted(SHARD, 5);
      assertThat(scenario.batches()).hasSize(2);
      assertThat(scenario.letters.kept()).isEmpty();
    }
  }

  @Test
  void shards_that_are_read_can_be_looked_at() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 25)) {
      StreamScenario.Running running = scenario.with(_ -> held()).start();
      entered.await();
      scenario.await("all is read", () -> scenario.account.of(Entry.RECEIVED) == 25);
      StreamDelivery.ShardView view = running.delivery.shards().getFirst();
      assertThat(view.shard()).isEqualTo(SHARD);
      assertThat(view.inFlight()).isEqualTo(25);
      assertThat(view.lastResult()).isNull();
      assertThat(scenario.account.residual()).isZero();
      release.countDown();
      scenario.awaitCommitted(SHARD, 25);
      assertThat(running.delivery.shards().getFirst().lastResult()).isEqualTo("OK");
    }
  }
}
