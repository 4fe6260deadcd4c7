package dev.tripline.delivery.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.NotedAttempts;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.StoredLetters;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.ledger.CountingLedger;
import dev.tripline.retry.Backoff;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.Delivery;
import dev.tripline.testkit.source.MemoryQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueDeliveryTest {
  private static final FunctionTarget F = FunctionTarget.latest("f");

  private final List<String> log = new ArrayList<>();
  private final InstantSource clock = InstantSource.fixed(Instant.EPOCH);
  private final MemoryQueue queue = new MemoryQueue(clock);
  private final ScriptedFunctions functions = new ScriptedFunctions();
  private final StoredLetters letters = new StoredLetters();
  private final NotedAttempts attempts = new NotedAttempts();
  private final CountingLedger ledger = new CountingLedger();
  private final List<String> waits = new ArrayList<>();

  @AfterEach
  void close() {
    letters.close();
  }

  /// Notes a settlement, behind the dead letters that were durable before.
  private void note(String settlement) {
    for (DeadLetter letter : letters.kept()) {
      String kept = "kept " + new String(letter.payload(), StandardCharsets.UTF_8);
      if (!log.contains(kept)) {
        log.add(kept);
      }
    }
    log.add(settlement);
  }

  private void add(String id, int attempt) {
    add(id, attempt, 10);
  }

  private void add(String id, int attempt, long size) {
    List<Attempt> earlier = new ArrayList<>();
    for (int number = 1; number < attempt; number++) {
      earlier.add(
          new Attempt(number, Instant.EPOCH, Duration.ZERO, "TimedOut", null, "was too slow"));
    }
    queue.put(id, earlier, size);
  }

  private QueueDelivery delivery(boolean reporting) {
    return delivery(reporting, services(functions));
  }

  private DeliveryServices services(Invoker invoker) {
    return new DeliveryServices(
        invoker, letters.store(), attempts.signals(), clock, functions::recursionAllowed);
  }

  private QueueDelivery delivery(boolean reporting, DeliveryServices services) {
    queue.setJournal(this::note);
    return new QueueDelivery(
        queue.open(),
        new QueueDelivery.Trigger(
            "trigger",
            F,
            new QueueSettings(
                3,
                new BatchWindow(Duration.ZERO, true),
                2,
                new Backoff(Duration.ofSeconds(4), 2, Duration.ofSeconds(60), 0),
                reporting,
                List.of()),
            EventFilter.ALL),
        services,
        new QueueDelivery.Listener() {
          @Override
          public void began() {
            log.add("began");
          }

          @Override
          public void ended() {
            log.add("ended");
          }

          @Override
          public void started(List<Delivery> batch, boolean full) {
            log.add("started " + batch.size());
          }

          @Override
          public void waiting(String why, Duration delay) {
            waits.add(why);
          }

          @Override
          public void settled(
              int succeeded, int retried, int deadLettered, @Nullable String error) {
            log.add("settled " + succeeded + " " + retried + " " + deadLettered);
          }
        },
        ledger);
  }

  private void answer(String json) {
    functions.with("f", _ -> new Outcome.Succeeded(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void batch_that_succeeds_is_acknowledged() throws Exception {
    answer("null");
    add("a", 1);
    add("b", 2);
    delivery(true).runOnce();
    assertThat(log).containsExactly("started 2", "ack a", "ack b", "settled 2 0 0");
    InvocationRequest request = functions.requests.getFirst();
    assertThat(request.payload().toByteArray())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("[\"a\",\"b\"]");
    assertThat(request.attempt()).isEqualTo(2);
  }

  @Test
  void batches_are_no_larger_than_the_batch_size() throws Exception {
    answer("null");
    for (int i = 0; i < 5; i++) {
      add("m" + i, 1);
    }
    QueueDelivery delivery = delivery(false);
    delivery.runOnce();
    delivery.runOnce();
    assertThat(functions.requests).hasSize(2);
    assertThat(queue.acknowledged()).containsExactly("m0", "m1", "m2", "m3", "m4");
  }

  @Test
  void batch_is_flushed_before_it_exceeds_6_mb() throws Exception {
    answer("null");
    add("a", 1, 4_000_000);
    add("b", 1, 4_000_000);
    add("c", 1, 1_000);
    QueueDelivery delivery = delivery(false);
    delivery.runOnce();
    delivery.runOnce();
    assertThat(functions.requests)
        .extracting(QueueDeliveryTest::payload)
        .containsExactly("[\"a\"]", "[\"b\",\"c\"]");
  }

  @Test
  void message_over_6_mb_becomes_a_dead_letter_and_its_neighbours_are_delivered() throws Exception {
    answer("null");
    add("big", 1, 7_000_000);
    add("small", 1);
    QueueDelivery delivery = delivery(false);
    delivery.runOnce();
    delivery.runOnce();
    assertThat(letters.kept()).extracting(DeadLetter::reason).containsExactly("Rejected");
    assertThat(queue.acknowledged()).containsExactly("big", "small");
  }

  @Test
  void message_at_the_end_of_a_chain_of_invocations_becomes_a_dead_letter() throws Exception {
    answer("null");
    queue.put("first", 0);
    queue.put("sixteenth", 15);
    queue.put("seventeenth", 16);
    delivery(false).runOnce();
    assertThat(letters.kept())
        .extracting(DeadLetter::reason)
        .containsExactly("RecursionLimitExceeded");
    assertThat(queue.acknowledged()).containsExactly("seventeenth", "first", "sixteenth");
    assertThat(functions.requests)
        .extracting(InvocationRequest::recursionDepth)
        .containsExactly(15);
  }

  @Test
  void function_that_may_recurse_gets_every_message_and_starts_anew() throws Exception {
    answer("null");
    functions.recursive("f");
    queue.put("hundredth", 99);
    delivery(false).runOnce();
    assertThat(letters.kept()).isEmpty();
    assertThat(functions.requests).extracting(InvocationRequest::recursionDepth).containsExactly(0);
  }

  @Test
  void reported_failures_are_given_back_and_the_others_acknowledged() throws Exception {
    answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"b\"}]}");
    add("a", 1);
    add("b", 1);
    delivery(true).runOnce();
    assertThat(log).containsExactly("started 2", "ack a", "retry b 4", "settled 1 1 0");
  }

  @Test
  void batch_of_which_nothing_succeeded_is_one_failed_attempt() throws Exception {
    functions.with("f", _ -> ScriptedFunctions.error("Boom"));
    add("a", 1);
    add("b", 1);
    delivery(true).runOnce();
    assertThat(attempts.notes()).containsExactly("trigger failed");
  }

  @Test
  void batch_of_which_a_message_succeeded_is_no_failed_attempt() throws Exception {
    answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"b\"}]}");
    add("a", 1);
    add("b", 1);
    delivery(true).runOnce();
    assertThat(attempts.notes()).containsExactly("trigger succeeded");
  }

  @Test
  void run_of_what_stands_in_the_place_of_the_function_is_no_attempt() throws Exception {
    answer("null");
    add("a", 1);
    DeliveryServices services =
        services(request -> {
          throw new AssertionError("the function itself is asked for " + request.requestId());
        });
    delivery(true, services.into(functions)).runOnce();
    assertThat(queue.acknowledged()).containsExactly("a");
    assertThat(attempts.notes()).isEmpty();
  }

  @Test
  void answer_that_names_an_unknown_message_fails_the_whole_batch() throws Exception {
    answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"x\"}]}");
    add("a", 1);
    add("b", 1);
    delivery(true).runOnce();
    assertThat(queue.retried()).containsExactly("a", "b");
    assertThat(queue.acknowledged()).isEmpty();
  }

  @Test
  void message_is_kept_as_a_dead_letter_before_it_is_acknowledged() throws Exception {
    functions.with("f", _ -> ScriptedFunctions.error("Boom"));
    add("last", 2);
    delivery(false).runOnce();
    assertThat(log).containsExactly("started 1", "kept [\"last\"]", "ack last", "settled 0 0 1");
    DeadLetter letter = letters.kept().getFirst();
    assertThat(letter.reason()).isEqualTo("RetriesExhausted");
    assertThat(letter.lastError()).isEqualTo("Boom: it failed");
    assertThat(letter.triggerId()).isEqualTo("trigger");
    assertThat(letter.attempts()).extracting(Attempt::number).containsExactly(1, 2);
    assertThat(letter.attempts())
        .extracting(Attempt::errorMessage)
        .containsExactly("was too slow", "Boom: it failed");
    assertThat(letter.payload()).asString(StandardCharsets.UTF_8).isEqualTo("[\"last\"]");
  }

  @Test
  void one_bad_message_does_not_take_the_others_of_its_batch_along() throws Exception {
    functions.with(
        "f",
        request ->
            payload(request).contains("bad")
                ? ScriptedFunctions.error("Boom")
                : ScriptedFunctions.ok());
    add("good", 2);
    add("bad", 2);
    add("fine", 1);
    QueueDelivery delivery = delivery(false);
    delivery.runOnce();
    assertThat(log)
        .containsExactly(
            "started 3", "retry fine 4", "retry good 0", "retry bad 0", "settled 0 3 0");
    log.clear();
    delivery.runOnce();
    delivery.runOnce();
    assertThat(log)
        .containsExactly(
            "started 1",
            "ack good",
            "settled 1 0 0",
            "started 1",
            "kept [\"bad\"]",
            "ack bad",
            "settled 0 0 1");
    assertThat(letters.kept().getFirst().attempts())
        .extracting(Attempt::number)
        .containsExactly(1, 2, 3);
  }

  @Test
  void message_that_is_tried_alone_joins_no_batch() throws Exception {
    answer("null");
    add("a", 1);
    add("alone", 3);
    add("b", 1);
    QueueDelivery delivery = delivery(false);
    delivery.runOnce();
    delivery.runOnce();
    delivery.runOnce();
    assertThat(functions.requests)
        .extracting(QueueDeliveryTest::payload)
        .containsExactly("[\"a\"]", "[\"alone\"]", "[\"b\"]");
  }

  @Test
  void message_that_the_function_names_is_given_up_and_not_tried_alone() throws Exception {
    answer("{\"batchItemFailures\":[{\"itemIdentifier\":\"bad\"}]}");
    add("good", 2);
    add("bad", 2);
    delivery(true).runOnce();
    assertThat(queue.acknowledged()).containsExactly("good", "bad");
    assertThat(letters.kept()).hasSize(1);
  }

  @Test
  void message_that_is_given_up_twice_is_one_dead_letter() throws Exception {
    functions.with("f", _ -> ScriptedFunctions.error("Boom"));
    QueueDelivery delivery = delivery(false);
    add("last", 2);
    delivery.runOnce();
    // As if the queue had not heard that it was acknowledged.
    add("last", 2);
    delivery.runOnce();
    assertThat(queue.acknowledged()).containsExactly("last", "last");
    assertThat(letters.kept()).hasSize(1);
  }

  private static String payload(InvocationRequest request) {
    return new String(request.payload().toByteArray(), StandardCharsets.UTF_8);
  }

  @Test
  void message_stays_in_its_queue_when_the_dead_letter_cannot_be_kept() {
    functions.with("f", _ -> ScriptedFunctions.error("Boom"));
    add("last", 2);
    letters.breakDown();
    QueueDelivery delivery = delivery(false);
    assertThatThrownBy(delivery::runOnce).hasStackTraceContaining("the store is broken");
    assertThat(queue.acknowledged()).isEmpty();
    assertThat(queue.retried()).isEmpty();
  }

  @Test
  void throttled_batch_waits_and_costs_no_attempt() throws Exception {
    functions.with(
        "f",
        _ ->
            functions.requests.size() < 3
                ? new Outcome.Throttled("full", Duration.ofMillis(5))
                : ScriptedFunctions.ok());
    add("a", 2);
    delivery(false).runOnce();
    assertThat(waits).hasSize(2).first().asString().contains("full");
    assertThat(functions.requests)
        .extracting(InvocationRequest::requestId)
        .hasSize(3)
        .containsOnly(functions.requests.getFirst().requestId());
    assertThat(queue.acknowledged()).containsExactly("a");
    assertThat(letters.kept()).isEmpty();
  }

  @Test
  void stop_ends_the_wait_for_a_missing_function_and_settles_nothing() throws Exception {
    add("a", 1);
    QueueDelivery delivery = delivery(false);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                delivery.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    while (waits.isEmpty() && thread.isAlive()) {
      Thread.onSpinWait();
    }
    delivery.stop();
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
    assertThat(waits).first().asString().contains("Function not found");
    assertThat(queue.acknowledged()).isEmpty();
    assertThat(queue.retried()).isEmpty();
  }
}
