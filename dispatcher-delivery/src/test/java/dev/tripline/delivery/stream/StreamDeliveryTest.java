package dev.tripline.delivery.stream;

import static dev.tripline.delivery.stream.StreamScenario.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamDeliveryTest {
  private static final String SHARD = "shard-000";

  private static Outcome failing(InvocationRequest request, String poison) {
    return bodies(request).contains(poison)
        ? ScriptedFunctions.error("Boom")
        : ScriptedFunctions.ok();
  }

  private static Outcome answer(String json) {
    return new Outcome.Succeeded(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void records_are_delivered_in_batches_and_committed() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 25)) {
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.awaitCommitted(SHARD, 25);
      assertThat(scenario.batches()).extracting(List::size).containsExactly(10, 10, 5);
      assertThat(scenario.batches().stream().flatMap(List::stream))
          .containsExactlyElementsOf(IntStream.range(0, 25).mapToObj(i -> "k" + i).toList());
      assertThat(scenario.account.of(Entry.DELIVERED)).isEqualTo(25);
    }
  }

  @Test
  void batch_is_one_attempt_that_succeeds_if_records_before_its_checkpoint_did() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 10)) {
      scenario.rules = new BatchRules(1, null, false, true, false);
      AtomicInteger calls = new AtomicInteger();
      scenario
          .with(_ ->
              switch (calls.incrementAndGet()) {
                case 1 -> ScriptedFunctions.error("Boom");
                case 2 -> answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"4\"}]}");
                default -> answer("null");
              })
          .start();
      scenario.awaitCommitted(SHARD, 10);
      assertThat(scenario.attempts.notes())
          .containsExactly("trigger failed", "trigger succeeded", "trigger succeeded");
    }
  }

  @Test
  void function_learns_its_shard_and_the_epoch_of_its_reader() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 5)) {
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.awaitCommitted(SHARD, 5);
      String context = String.valueOf(scenario.functions.requests.getFirst().clientContext());
      assertThat(Base64.getDecoder().decode(context))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(
              "{\"custom\":{\"tripline-shard\":\"%s\",\"tripline-epoch\":\"1\"}}".formatted(SHARD));
    }
  }

  @Test
  void order_of_each_key_holds_when_lanes_work_in_parallel() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1)) {
      for (int i = 0; i < 400; i++) {
        scenario.stream.publish("key" + i % 16 + "-", "key" + i % 16 + "-" + i);
      }
      scenario.batching = new StreamScenario.Batching(5, Duration.ZERO, 4, null);
      Map<String, Integer> last = new HashMap<>();
      List<String> disorder = new CopyOnWriteArrayList<>();
      scenario.with(request -> {
        for (String body : bodies(request)) {
          String key = body.substring(0, body.indexOf('-'));
          int number = Integer.parseInt(body.substring(body.indexOf('-') + 1));
          synchronized (last) {
            if (last.merge(key, number, Math::max) > number) {
              disorder.add(body);
            }
          }
        }
        return ScriptedFunctions.ok();
      });
      scenario.start();
      scenario.awaitCommitted(SHARD, 400);
      assertThat(disorder).isEmpty();
      assertThat(scenario.account.of(Entry.DELIVERED)).isEqualTo(400);
    }
  }

  @Test
  void slow_key_holds_the_commit_back_and_not_the_other_keys() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1)) {
      scenario.batching = new StreamScenario.Batching(1, Duration.ZERO, 10, null);
      scenario.rules = new BatchRules(BatchRules.NO_LIMIT, null, false, false, false);
      scenario.publish("slow", 0, 1);
      for (int i = 0; i < 30; i++) {
        scenario.stream.publish("k" + i, "k" + i);
      }
      AtomicBoolean healed = new AtomicBoolean();
      scenario.with(request ->
          bodies(request).contains("slow0") && !healed.get()
              ? ScriptedFunctions.error("Boom")
              : ScriptedFunctions.ok());
      scenario.start();
      scenario.await("other lanes go on", () -> scenario.account.of(Entry.DELIVERED) >= 20);
      assertThat(scenario.stream.committed(SHARD)).isZero();
      healed.set(true);
      scenario.awaitCommitted(SHARD, 31);
    }
  }

  @Test
  void batch_that_keeps_failing_becomes_one_dead_letter_a_record_before_the_commit()
      throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 3)) {
      scenario.with(request -> failing(request, "k1")).start();
      scenario.awaitCommitted(SHARD, 3);
      assertThat(scenario.functions.requests).hasSize(3);
      assertThat(scenario.functions.requests)
          .extracting(InvocationRequest::attempt)
          .containsExactly(1, 2, 3);
      assertThat(scenario.givenUp())
          .containsExactly(
              "RetryAttemptsExhausted k0",
              "RetryAttemptsExhausted k1",
              "RetryAttemptsExhausted k2");
      DeadLetter letter = scenario.letters.kept().getFirst();
      assertThat(letter.attempts()).hasSize(3);
      assertThat(letter.lastError()).isEqualTo("Boom: it failed");
      assertThat(letter.acceptedAt()).isEqualTo(StreamScenario.START);
      assertThat(scenario.account.of(Entry.DEAD)).isEqualTo(3);
    }
  }

  @Test
  void failure_destination_is_told_with_the_dead_letters() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 3)) {
      scenario.onFailure = "arn:aws:sqs:us-east-1:000000000000:failures";
      scenario.with(_ -> ScriptedFunctions.error("Boom")).start();
      scenario.awaitCommitted(SHARD, 3);
      assertThat(scenario.letters.kept()).hasSize(3);
      assertThat(scenario.letters.announced())
          .singleElement()
          .satisfies(message ->
              assertThat(message.body())
                  .asString(StandardCharsets.UTF_8)
                  .contains("\"approximateInvokeCount\":3", "\"batchSize\":3", SHARD));
    }
  }

  @Test
  void bisecting_finds_the_poison_and_delivers_its_neighbours() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 8)) {
      scenario.rules = new BatchRules(0, null, true, false, false);
      scenario.with(request -> failing(request, "k5")).start();
      scenario.awaitCommitted(SHARD, 8);
      assertThat(scenario.givenUp()).containsExactly("RetryAttemptsExhausted k5");
      assertThat(scenario.batches())
          .startsWith(
              List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"),
              List.of("k0", "k1", "k2", "k3"),
              List.of("k4", "k5", "k6", "k7"));
      assertThat(scenario.account.of(Entry.DELIVERED)).isEqualTo(7);
    }
  }

  @Test
  void partial_answer_is_a_checkpoint_and_the_rest_has_new_attempts() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 3)) {
      scenario.rules = new BatchRules(1, null, false, true, false);
      scenario
          .with(request ->
              bodies(request).contains("k2")
                  ? answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"2\"}]}")
                  : answer("{}"))
          .start();
      scenario.awaitCommitted(SHARD, 3);
      assertThat(scenario.batches())
          .containsExactly(List.of("k0", "k1", "k2"), List.of("k2"), List.of("k2"));
      assertThat(scenario.givenUp()).containsExactly("RetryAttemptsExhausted k2");
    }
  }

  @Test
  void records_that_are_too_old_are_given_up_one_by_one_while_the_batch_waits() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("old", 0, 2)) {
      scenario.rules =
          new BatchRules(BatchRules.NO_LIMIT, Duration.ofSeconds(60), false, false, false);
      scenario.now.set(StreamScenario.START.plusSeconds(50));
      scenario.publish("new", 0, 1);
      scenario.with(request -> failing(request, "old0")).start();
      scenario.await("it was tried", () -> !scenario.waits.isEmpty());
      assertThat(scenario.letters.kept()).isEmpty();
      scenario.now.set(StreamScenario.START.plusSeconds(61));
      scenario.awaitCommitted(SHARD, 3);
      assertThat(scenario.givenUp())
          .containsExactly("RecordAgeExceeded old0", "RecordAgeExceeded old1");
      assertThat(scenario.batches().getLast()).containsExactly("new0");
      assertThat(scenario.account.of(Entry.EXPIRED)).isEqualTo(2);
    }
  }

  @Test
  void record_that_is_too_old_before_it_was_tried_counts_one_invocation_as_with_aws()
      throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("old", 0, 1)) {
      scenario.rules =
          new BatchRules(BatchRules.NO_LIMIT, Duration.ofSeconds(60), false, false, false);
      scenario.onFailure = "arn:aws:sqs:us-east-1:000000000000:failures";
      scenario.now.set(StreamScenario.START.plusSeconds(61));
      scenario.start();
      scenario.awaitCommitted(SHARD, 1);
      assertThat(scenario.functions.requests).isEmpty();
      assertThat(scenario.letters.announced())
          .singleElement()
          .satisfies(message ->
              assertThat(message.body())
                  .asString(StandardCharsets.UTF_8)
                  .contains("RecordAgeExceeded", "\"approximateInvokeCount\":1"));
    }
  }

  @Test
  void records_that_the_filter_drops_are_committed_undelivered() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 20)) {
      scenario.filter =
          text -> new String(text, StandardCharsets.UTF_8).matches(".*\"body\":\"k1?[13]\".*");
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.awaitCommitted(SHARD, 20);
      assertThat(scenario.batches()).containsExactly(List.of("k1", "k3", "k11", "k13"));
      assertThat(scenario.account.of(Entry.FILTERED)).isEqualTo(16);
    }
  }

  @Test
  void record_over_6_mb_becomes_a_dead_letter_and_its_neighbours_are_delivered() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1)) {
      scenario.stream.publish("k", "small1");
      scenario.stream.publish("k", "big", 7_000_000);
      scenario.stream.publish("k", "half1", 4_000_000);
      scenario.stream.publish("k", "half2", 4_000_000);
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.awaitCommitted(SHARD, 4);
      assertThat(scenario.givenUp()).containsExactly("Rejected big");
      assertThat(scenario.batches()).containsExactly(List.of("small1", "half1"), List.of("half2"));
    }
  }

  @Test
  void throttle_costs_no_attempt() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 1)) {
      scenario.rules = new BatchRules(0, null, false, false, false);
      scenario
          .with(_ ->
              scenario.functions.requests.size() < 4
                  ? new Outcome.Throttled("full", Duration.ofMillis(1))
                  : ScriptedFunctions.ok())
          .start();
      scenario.awaitCommitted(SHARD, 1);
      assertThat(scenario.functions.requests)
          .extracting(InvocationRequest::attempt)
          .containsExactly(1, 1, 1, 1);
      assertThat(scenario.letters.kept()).isEmpty();
    }
  }

  @Test
  void gap_in_the_stream_is_kept_as_a_dead_letter_and_reading_goes_on() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 5)) {
      scenario.stream.trim(SHARD);
      scenario.publish("k", 5, 7);
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.awaitCommitted(SHARD, 7);
      assertThat(scenario.batches()).containsExactly(List.of("k5", "k6"));
      DeadLetter letter = scenario.letters.kept().getFirst();
      assertThat(letter.reason()).isEqualTo("RecordsTrimmed");
      assertThat(letter.payload())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"shard\":\"shard-000\",\"from\":\"0\",\"to\":\"5\",\"why\":\"trimmed\"}");
      assertThat(scenario.account.of(Entry.TRIMMED)).isEqualTo(1);
    }
  }

  @Test
  void broken_store_of_dead_letters_holds_the_shard_and_loses_nothing() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 2)) {
      scenario.rules = new BatchRules(0, null, true, false, false);
      scenario.letters.breakDown();
      scenario.with(request -> failing(request, "k0")).start();
      scenario.await(
          "it waits for the store",
          () -> scenario.waits.stream().anyMatch(why -> why.contains("the store is broken")));
      assertThat(scenario.stream.committed(SHARD)).isZero();
      scenario.letters.mend();
      scenario.awaitCommitted(SHARD, 2);
      assertThat(scenario.givenUp()).containsExactly("RetryAttemptsExhausted k0");
    }
  }

  @Test
  void batch_waits_for_others_until_its_window_is_over() throws Exception {
    try (StreamScenario scenario = new StreamScenario(1).publish("k", 0, 1)) {
      scenario.batching = new StreamScenario.Batching(2, Duration.ofMinutes(5), 1, null);
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.await("it is read", () -> scenario.account.of(Entry.RECEIVED) == 1);
      assertThat(scenario.functions.requests).isEmpty();
      scenario.publish("k", 1, 2);
      scenario.awaitCommitted(SHARD, 2);
      assertThat(scenario.batches()).containsExactly(List.of("k0", "k1"));
    }
  }

  @Test
  void children_of_split_and_merged_shards_are_delivered_after_their_parents() throws Exception {
    try (StreamScenario scenario = new StreamScenario(2)) {
      OrderedKeys order = new OrderedKeys();
      scenario.with(request -> {
        order.note(bodies(request));
        return ScriptedFunctions.ok();
      });
      scenario.start();
      for (int k = 0; k < 16; k++) {
        scenario.publish("k" + k + "-", 0, 20);
      }
      scenario.stream.split("shard-000");
      for (int k = 0; k < 16; k++) {
        scenario.publish("k" + k + "-", 20, 40);
      }
      scenario.stream.merge("shard-003", "shard-001");
      for (int k = 0; k < 16; k++) {
        scenario.publish("k" + k + "-", 40, 60);
      }
      scenario.await("all is delivered", () -> scenario.account.of(Entry.DELIVERED) == 16 * 60);
      assertThat(order.disorder()).isEmpty();
      assertThat(order.count()).isEqualTo(16 * 60);
      scenario.await("parents are finished", () -> scenario.stream.isFinished("shard-001"));
    }
  }
}
