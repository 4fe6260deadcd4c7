package dev.tripline.delivery.stream;

import static dev.tripline.delivery.stream.StreamScenario.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ByteSize;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.delivery.parking.ParkingSettings;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Order per key across parking, fix, redrive and live records.
class ParkedKeysScenarioTest {
  private static final String TRIGGER = "trigger";

  private @TempDir Path folder;
  private Stores stores;

  /// What the function has taken, in order.
  private final List<String> taken = new CopyOnWriteArrayList<>();

  private final Set<String> poison = ConcurrentHashMap.newKeySet();

  /// Bodies whose batches are put off.
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void open() {
    stores =
        Stores.open(
            StoreSettings.sqlite(folder.resolve("store.db")),
            InstantSource.system(),
            Milestone.Listener.NONE);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private StreamScenario scenario(int shards, long maxRecords) {
    StreamScenario scenario = new StreamScenario(shards);
    var services =
        new Parking.Services(
            stores.parkedKeys(),
            stores.parkedKeyDrains(),
            stores.parkedShards(),
            stores.deadLetters(),
            stores.clock());
    var settings =
        new ParkingSettings(maxRecords, ByteSize.ofMegabytes(100), Duration.ofMillis(20));
    scenario.parking = new Parking(services, settings);
    scenario.deadLetters = stores.deadLetters();
    scenario.rules = new BatchRules(1, null, true, false, true);
    return scenario.with(this::run);
  }

  private synchronized Outcome run(InvocationRequest request) {
    List<String> bodies = bodies(request);
    if (bodies.stream().anyMatch(poison::contains)) {
      return ScriptedFunctions.error("Boom");
    }
    if (bodies.stream().anyMatch(busy::contains)) {
      return new Outcome.Throttled("busy", Duration.ofMillis(10));
    }
    taken.addAll(bodies);
    return ScriptedFunctions.ok();
  }

  private List<String> taken(String key) {
    return taken.stream().filter(body -> body.startsWith(key)).toList();
  }

  private static List<String> numbered(String key, int to) {
    return IntStream.range(0, to).mapToObj(i -> key + i).toList();
  }

  private List<String> parked() {
    return stores.parkedKeys().list(TRIGGER).stream().map(ParkedKey::key).sorted().toList();
  }

  private int letters() {
    return stores.deadLetterQueries().page(DeadLetterQueries.Filter.ALL, null, 1_000).size();
  }

  private void redrive(StreamScenario scenario, String key) throws InterruptedException {
    assertThat(stores.parkedKeys().redrive(TRIGGER, key, Actor.ANONYMOUS)).isTrue();
    scenario.await(key + " is drained", () -> !parked().contains(key));
  }

  @Test
  void parked_key_waits_while_others_go_on_and_rejoins_in_order() throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.publish("a", 0, 10).publish("b", 0, 10);
      poison.add("a3");
      scenario.start();
      scenario.awaitCommitted("shard-000", 20);
      scenario.publish("a", 10, 15).publish("b", 10, 15);
      scenario.awaitCommitted("shard-000", 30);
      assertThat(parked()).containsExactly("a");
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 3));
      assertThat(taken("b")).containsExactlyElementsOf(numbered("b", 15));
      assertThat(scenario.account.of(Entry.PARKED)).isEqualTo(11);
      assertThat(letters()).isEqualTo(1);

      poison.clear();
      redrive(scenario, "a");
      scenario.publish("a", 15, 20);
      scenario.awaitCommitted("shard-000", 35);
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 20));
      assertThat(letters()).as("the drain has redriven it").isZero();
      assertThat(scenario.account.of(Entry.RESUMED)).isEqualTo(11);
      assertThat(scenario.account.of(Entry.DELIVERED)).isEqualTo(34);
      assertThat(scenario.account.of(Entry.DEAD)).isEqualTo(1);
    }
  }

  @Test
  void drain_stops_at_the_next_record_that_fails_and_goes_on_when_it_is_discarded()
      throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.publish("a", 0, 10);
      poison.add("a3");
      scenario.start();
      scenario.awaitCommitted("shard-000", 10);
      poison.add("a7");
      poison.remove("a3");
      stores.parkedKeys().redrive(TRIGGER, "a", Actor.ANONYMOUS);
      scenario.await(
          "the drain has stopped",
          () -> stores.parkedKeys().list(TRIGGER).getFirst().lastError() != null);
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 7));
      assertThat(
              stores.parkedKeys().discardHead(TRIGGER, "a", Actor.ANONYMOUS, "never mind", false))
          .isNotNull();
      scenario.account.count(Entry.RESUMED, 1);
      scenario.account.count(Entry.DEAD, 1);
      redrive(scenario, "a");
      List<String> rest = new ArrayList<>(numbered("a", 10));
      rest.remove("a7");
      assertThat(taken("a")).containsExactlyElementsOf(rest);
    }
  }

  @Test
  void drain_stops_at_a_record_that_cannot_be_decrypted_and_goes_on_when_it_can_be()
      throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.publish("a", 0, 6);
      poison.add("a1");
      scenario.start();
      scenario.awaitCommitted("shard-000", 6);
      String last = "sequence = (SELECT max(sequence) FROM parked_record)";
      byte[] payload =
          stores
              .reader()
              .sql("SELECT payload FROM parked_record WHERE " + last)
              .query((row, _) -> row.getBytes(1))
              .single();
      byte[] lost = ("\0TPC1\4gone" + "-".repeat(60)).getBytes(StandardCharsets.US_ASCII);
      change("UPDATE parked_record SET payload = ? WHERE " + last, lost);
      poison.clear();
      stores.parkedKeys().redrive(TRIGGER, "a", Actor.ANONYMOUS);
      scenario.await(
          "the drain has stopped",
          () -> stores.parkedKeys().list(TRIGGER).getFirst().lastError() != null);
      assertThat(stores.parkedKeys().list(TRIGGER).getFirst().lastError())
          .contains("cannot be decrypted: the key gone is missing");
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 5));
      change("UPDATE parked_record SET payload = ? WHERE " + last, payload);
      redrive(scenario, "a");
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 6));
    }
  }

  private void change(String statement, byte[] payload) {
    stores.writer().write(sql -> sql.sql(statement).param(payload).update());
  }

  @Test
  void dead_letter_that_was_redriven_by_hand_is_not_delivered_again() throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.publish("a", 0, 5);
      poison.add("a0");
      scenario.start();
      scenario.awaitCommitted("shard-000", 5);
      String letter = stores.parkedKeys().list(TRIGGER).getFirst().deadLetterId();
      assertThat(letter).isNotNull();
      assertThat(stores.deadLetters().discard(letter, Actor.ANONYMOUS, "by hand")).isTrue();
      redrive(scenario, "a");
      assertThat(taken("a")).containsExactly("a1", "a2", "a3", "a4");
    }
  }

  @Test
  void shard_waits_when_too_much_is_parked() throws Exception {
    try (StreamScenario scenario = scenario(1, 5)) {
      scenario.batching = new StreamScenario.Batching(1, Duration.ZERO, 1, null);
      poison.add("a0");
      scenario.publish("a", 0, 20);
      scenario.start();
      scenario.await(
          "it says why", () -> scenario.waits.stream().anyMatch(w -> w.contains("wait")));
      assertThat(scenario.stream.committed("shard-000")).isEqualTo(5);
      poison.clear();
      stores.parkedKeys().redrive(TRIGGER, "a", Actor.ANONYMOUS);
      scenario.awaitCommitted("shard-000", 20);
      scenario.await("nothing is parked", () -> parked().isEmpty());
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 20));
    }
  }

  @Test
  void drained_records_do_not_come_back_when_the_reader_ends_before_their_shard_is_committed()
      throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.batching = new StreamScenario.Batching(6, Duration.ofSeconds(1), 1, null);
      poison.add("a0");
      busy.add("z0");
      StreamScenario.Running first = scenario.start();
      scenario.publish("a", 0, 9);
      scenario.awaitCommitted("shard-000", 9);
      scenario.publish("a", 9, 12).publish("z", 0, 1).publish("a", 12, 14);
      scenario.await("all of a waits", () -> scenario.account.of(Entry.PARKED) == 13);
      poison.clear();
      redrive(scenario, "a");
      assertThat(scenario.stream.committed("shard-000")).as("z is not done").isEqualTo(12);
      first.stop();
      int tried = scenario.functions.requests.size();
      scenario.start();
      scenario.await("z is tried", () -> scenario.functions.requests.size() > tried);
      scenario.publish("a", 14, 16);
      busy.clear();
      scenario.awaitCommitted("shard-000", 17);
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 16));
      assertThat(scenario.account.of(Entry.DEDUPLICATED)).isEqualTo(2);
    }
  }

  @Test
  void whatever_a_key_had_before_its_mark_is_not_handed_over_again_by_another_lane_or_node()
      throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.batching = new StreamScenario.Batching(6, Duration.ZERO, 4, null);
      poison.add("a5");
      busy.add("z0");
      scenario.publish("z", 0, 1).publish("a", 0, 9);
      scenario.start();
      scenario.await("a is parked", () -> scenario.account.of(Entry.PARKED) == 3);
      poison.clear();
      redrive(scenario, "a");
      scenario.publish("a", 9, 12);
      scenario.await("live records go on", () -> taken("a").contains("a11"));
      assertThat(scenario.stream.committed("shard-000")).isZero();
      scenario.stream.lose("shard-000");
      scenario.await("those behind the mark come again", () -> taken("a").size() == 15);
      busy.clear();
      scenario.awaitCommitted("shard-000", 13);
      List<String> expected = new ArrayList<>(numbered("a", 12));
      expected.addAll(List.of("a9", "a10", "a11"));
      assertThat(taken("a")).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void records_that_were_delivered_before_their_key_was_parked_do_not_get_behind_it()
      throws Exception {
    try (StreamScenario scenario = scenario(1, 1_000)) {
      scenario.batching = new StreamScenario.Batching(6, Duration.ZERO, 4, null);
      poison.add("a5");
      busy.add("z0");
      scenario.publish("z", 0, 1).publish("a", 0, 9);
      scenario.start();
      scenario.await("a is parked", () -> scenario.account.of(Entry.PARKED) == 3);
      scenario.stream.lose("shard-000");
      scenario.await("all is read again", () -> scenario.account.of(Entry.DEDUPLICATED) == 9);
      poison.clear();
      redrive(scenario, "a");
      busy.clear();
      scenario.awaitCommitted("shard-000", 10);
      assertThat(taken("a")).containsExactlyElementsOf(numbered("a", 9));
    }
  }

  @Test
  void order_of_64_keys_holds_while_they_are_parked_redriven_lost_split_and_handed_over()
      throws Exception {
    int rounds = 40;
    try (StreamScenario scenario = scenario(2, 100_000)) {
      scenario.batching = new StreamScenario.Batching(7, Duration.ZERO, 4, null);
      for (int key = 0; key < 64; key += 9) {
        poison.add(key(key) + 5);
      }
      Set<String> parkedOnes = Set.copyOf(poison);
      StreamScenario.Running first = scenario.start();
      Thread publisher = Thread.ofVirtual().start(() -> publish(scenario, rounds));
      scenario.await("all poison is parked", () -> parked().size() == parkedOnes.size());
      poison.clear();
      List<String> keys = parked();
      keys.forEach(key -> stores.parkedKeys().redrive(TRIGGER, key, Actor.ANONYMOUS));
      scenario.stream.lose(scenario.stream.shardIds().getLast());
      scenario.stream.revoke(scenario.stream.shardIds().getFirst());
      first.stop();
      scenario.stream.split(scenario.stream.shardIds().getFirst());
      scenario.start();
      publisher.join();
      int all = 64 * rounds;
      scenario.await("all keys are drained", () -> parked().isEmpty());
      scenario.await("everything is taken", () -> Set.copyOf(taken).size() == all);
      Map<String, Integer> next = new HashMap<>();
      for (String body : taken) {
        String key = body.substring(0, body.indexOf('-') + 1);
        int number = Integer.parseInt(body.substring(body.indexOf('-') + 1));
        int expected = next.getOrDefault(key, 0);
        assertThat(number)
            .as("%s comes after %s", body, expected - 1)
            .isLessThanOrEqualTo(expected);
        next.put(key, Math.max(expected, number + 1));
      }
      assertThat(letters()).isZero();
    }
  }

  private static String key(int number) {
    return "k" + number + "-";
  }

  private static void publish(StreamScenario scenario, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int key = 0; key < 64; key++) {
        scenario.publish(key(key), round, round + 1);
      }
    }
  }
}
