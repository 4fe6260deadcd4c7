package dev.tripline.delivery.async;

import static dev.tripline.delivery.DeliveryBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.ByteSize;
import dev.tripline.delivery.DeliveryBench;
import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.Outbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AsynchronousDeliveryTest {
  @TempDir Path directory;
  private final ScriptedFunctions functions = new ScriptedFunctions();

  @Test
  void accepted_event_is_delivered_once_and_leaves_the_queue() {
    functions.with("echo", _ -> ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      String id = bench.send("echo", "{\"hello\":1}");
      await(() -> bench.signals.figures().delivered() == 1);
      assertThat(functions.requests).hasSize(1);
      InvocationRequest request = functions.requests.getFirst();
      assertThat(request.requestId()).isEqualTo(id);
      assertThat(request.attempt()).isEqualTo(1);
      assertThat(new String(request.payload().toByteArray(), StandardCharsets.UTF_8))
          .isEqualTo("{\"hello\":1}");
      bench.clock.advance(Duration.ofHours(1));
      assertThat(bench.stores.queue().functionsWithDueWork(10)).isEmpty();
    }
  }

  @Test
  void failing_event_is_tried_after_one_and_two_minutes_and_then_kept_as_dead_letter() {
    functions.with("poison", _ -> ScriptedFunctions.error("Boom"));
    try (DeliveryBench bench = bench()) {
      String id = bench.send("poison", "{\"n\":7}");
      await(() -> bench.signals.figures().retried() == 1);
      bench.clock.advance(Duration.ofSeconds(61));
      await(() -> bench.signals.figures().retried() == 2);
      bench.clock.advance(Duration.ofSeconds(61));
      assertThat(functions.requests).hasSize(2);
      bench.clock.advance(Duration.ofSeconds(60));
      await(() -> bench.signals.figures().deadLettered() == 1);

      assertThat(functions.requests).extracting(InvocationRequest::requestId).containsOnly(id);
      assertThat(functions.requests)
          .extracting(InvocationRequest::attempt)
          .containsExactly(1, 2, 3);
      DeadLetter letter = bench.deadLetters().getFirst();
      assertThat(letter.reason()).isEqualTo("RetriesExhausted");
      assertThat(letter.requestId()).isEqualTo(id);
      assertThat(letter.lastError()).isEqualTo("it failed");
      assertThat(new String(letter.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":7}");
      assertThat(letter.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3);
      assertThat(letter.attempts()).extracting(Attempt::errorType).containsOnly("Boom");
    }
  }

  @Test
  void function_whose_events_cannot_be_claimed_holds_up_no_other() {
    functions
        .with("broken", _ -> ScriptedFunctions.ok())
        .with("sound", _ -> ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      change(
          bench,
          "CREATE TRIGGER broken BEFORE UPDATE ON invocation WHEN NEW.function_name = 'broken'"
              + " BEGIN SELECT RAISE(ABORT, 'broken'); END");
      for (String function : List.of("broken", "sound")) {
        NewInvocation event =
            NewInvocation.of(
                UUID.randomUUID().toString(), FunctionTarget.latest(function), new byte[] {'1'});
        bench.stores.queue().enqueue(event, false);
        bench.clock.advance(Duration.ofMillis(1));
      }
      await(() -> bench.signals.figures().delivered() == 1);
      assertThat(functions.requestsTo("sound")).hasSize(1);
      change(bench, "DROP TRIGGER broken");
      await(() -> bench.signals.figures().delivered() == 2);
    }
  }

  private static void change(DeliveryBench bench, String statement) {
    bench.stores.writer().write(sql -> sql.sql(statement).update());
  }

  @Test
  void throttled_event_waits_and_costs_no_attempt() {
    AtomicInteger calls = new AtomicInteger();
    functions.with("busy", _ -> calls.incrementAndGet() < 4 ? throttled() : ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      bench.send("busy");
      await(() -> {
        bench.clock.advance(Duration.ofSeconds(1));
        return bench.signals.figures().delivered() == 1;
      });
      assertThat(functions.requests).extracting(InvocationRequest::attempt).containsOnly(1);
      assertThat(calls).hasValue(4);
    }
  }

  @Test
  void each_run_with_an_event_of_a_trigger_is_an_attempt() {
    AtomicInteger calls = new AtomicInteger();
    functions.with(
        "f",
        _ ->
            switch (calls.incrementAndGet()) {
              case 1 -> throttled();
              case 2 -> ScriptedFunctions.error("Boom");
              default -> ScriptedFunctions.ok();
            });
    try (DeliveryBench bench = bench()) {
      bench.send("f");
      await(() -> {
        bench.clock.advance(Duration.ofSeconds(1));
        return bench.signals.figures().delivered() == 1;
      });
      assertThat(bench.attempts.notes()).as("of an event without a trigger").isEmpty();
      calls.set(0);
      bench.delivery.accept(
          new NewInvocation("r", FunctionTarget.latest("f"), new byte[0], "t", null, 0, 0));
      await(() -> {
        bench.clock.advance(Duration.ofSeconds(1));
        return bench.signals.figures().delivered() == 2;
      });
      assertThat(bench.attempts.notes()).containsExactly("t failed", "t succeeded");
    }
  }

  @Test
  void event_that_would_get_too_old_is_given_up_without_waiting() {
    functions
        .with("old", _ -> ScriptedFunctions.error("Boom"))
        .with("old", settings(RetryRules.AWS.with(2, Duration.ofSeconds(60)), null, null, null));
    try (DeliveryBench bench = bench()) {
      bench.send("old");
      await(() -> bench.signals.figures().deadLettered() == 1);
      assertThat(bench.deadLetters().getFirst().reason()).isEqualTo("EventAgeExceeded");
      assertThat(functions.requests).hasSize(1);
    }
  }

  @Test
  void switched_off_unknown_and_too_deep_are_dead_at_once_without_a_call() {
    functions.with("off", _ -> ScriptedFunctions.ok()).limit("off", 0);
    functions.with("loop", _ -> ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      bench.send("off");
      bench.send("nobody");
      bench.delivery.accept(
          new NewInvocation(
              UUID.randomUUID().toString(),
              FunctionTarget.latest("loop"),
              new byte[] {'1'},
              null,
              null,
              16,
              0));
      await(() -> bench.signals.figures().deadLettered() == 3);
      assertThat(bench.deadLetters())
          .extracting(DeadLetter::reason)
          .containsExactlyInAnyOrder(
              "ZeroReservedConcurrency", "FunctionNotFound", "RecursionLimitExceeded");
      assertThat(functions.requests).isEmpty();
      assertThat(bench.deadLetters()).allSatisfy(l -> assertThat(l.attempts()).isEmpty());
    }
  }

  @Test
  void event_at_the_end_of_a_chain_is_told_of_and_its_announcement_is_not() {
    functions
        .with("loop", _ -> ScriptedFunctions.ok())
        .with("loop", settings(RetryRules.AWS, null, ScriptedFunctions.ARN + "loop", null));
    try (DeliveryBench bench = bench()) {
      for (int depth : new int[] {16, 17}) {
        bench.delivery.accept(
            new NewInvocation(
                UUID.randomUUID().toString(),
                FunctionTarget.latest("loop"),
                new byte[] {'1'},
                null,
                null,
                depth,
                0));
      }
      await(() -> bench.signals.figures().deadLettered() == 2);
      assertThat(bench.stores.outbox().claimDue(10))
          .extracting(claimed -> claimed.message().recursionDepth())
          .containsExactly(16);
    }
  }

  @Test
  void function_that_may_recurse_is_invoked_however_deep_and_starts_anew() {
    functions.with("loop", _ -> ScriptedFunctions.ok()).recursive("loop");
    try (DeliveryBench bench = bench()) {
      bench.delivery.accept(
          new NewInvocation(
              UUID.randomUUID().toString(),
              FunctionTarget.latest("loop"),
              new byte[] {'1'},
              null,
              null,
              99,
              0));
      await(() -> functions.requests.size() == 1);
      assertThat(functions.requests.getFirst().recursionDepth()).isZero();
    }
  }

  @Test
  void records_go_to_destinations_as_aws_writes_them() {
    String next = ScriptedFunctions.ARN + "next";
    functions
        .with("good", _ -> ScriptedFunctions.ok())
        .with("good", settings(RetryRules.AWS, next, next, null))
        .with("bad", _ -> ScriptedFunctions.error("Boom"))
        .with(
            "bad",
            settings(RetryRules.AWS.with(0, null), next, "http://failures", "amqp://main//dead"));
    try (DeliveryBench bench = bench()) {
      String good = bench.send("good", "{\"n\":1}");
      String bad = bench.send("bad", "{\"n\":2}");
      await(() -> bench.signals.figures().delivered() == 1);
      await(() -> bench.signals.figures().deadLettered() == 1);
      List<Outbox.Claimed> messages = bench.stores.outbox().claimDue(10);
      assertThat(messages).hasSize(3);

      JsonNode success = body(messages, next);
      assertThat(success.toString())
          .isEqualTo(
              """
              {"version":"1.0","timestamp":"2026-01-01T00:00:00.000Z","requestContext":{"requestId":"%s",\
              "functionArn":"%sgood:$LATEST","condition":"Success","approximateInvokeCount":1},\
              "requestPayload":{"n":1},"responseContext":{"statusCode":200,"executedVersion":"$LATEST"},\
              "responsePayload":{"ok":true}}\
              """
                  .formatted(good, ScriptedFunctions.ARN));
      JsonNode failure = body(messages, "http://failures");
      assertThat(failure.at("/requestContext/condition").asString()).isEqualTo("RetriesExhausted");
      assertThat(failure.at("/requestContext/requestId").asString()).isEqualTo(bad);
      assertThat(failure.at("/responseContext/functionError").asString()).isEqualTo("Unhandled");
      assertThat(failure.at("/responsePayload/errorType").asString()).isEqualTo("Boom");
      Outbox.Claimed dead = find(messages, "amqp://main//dead");
      assertThat(new String(dead.message().body(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":2}");
      assertThat(dead.message().headers())
          .containsEntry("RequestID", bad)
          .containsEntry("ErrorCode", "200")
          .containsEntry("ErrorMessage", "it failed");
      assertThat(dead.message().deadLetterId()).isEqualTo(bench.deadLetters().getFirst().id());
    }
  }

  @Test
  void slow_and_noisy_functions_do_not_delay_another_function() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    functions.with(
        "slow",
        _ -> {
          release.await();
          return ScriptedFunctions.ok();
        });
    functions.with("failing", _ -> ScriptedFunctions.error("Boom"));
    functions.with("throttled", _ -> throttled());
    functions.with("quick", _ -> ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      for (int i = 0; i < 400; i++) {
        bench.send("slow");
        bench.send("failing");
        bench.send("throttled");
      }
      for (int i = 0; i < 20; i++) {
        bench.send("quick");
      }
      // While no call of the slow function has ended.
      await(() -> functions.requestsTo("quick").size() == 20);
      assertThat(functions.requestsTo("slow")).hasSizeLessThanOrEqualTo(20);
      release.countDown();
    }
  }

  @Test
  void a_lane_widens_for_slow_calls_and_keeps_to_the_limit_of_the_function() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    functions.limit("slow", 7);
    functions.with(
        "slow",
        _ -> {
          running.incrementAndGet();
          release.await();
          return ScriptedFunctions.ok();
        });
    try (DeliveryBench bench = bench()) {
      for (int i = 0; i < 50; i++) {
        bench.send("slow");
      }
      await(() -> running.get() == 7);
      release.countDown();
      await(() -> bench.signals.figures().delivered() == 50);
    }
  }

  @Test
  void what_does_not_fit_into_memory_is_delivered_from_the_store() {
    functions.with("many", _ -> ScriptedFunctions.ok());
    DeliverySettings small =
        new DeliverySettings(
            2,
            1,
            Duration.ofMillis(5),
            8,
            new ByteSize(100),
            Duration.ofMillis(20),
            Duration.ofSeconds(5));
    try (DeliveryBench bench = new DeliveryBench(directory, functions, small)) {
      Thread[] publishers = new Thread[8];
      for (int p = 0; p < publishers.length; p++) {
        publishers[p] =
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 50; i++) {
                    bench.send("many");
                  }
                });
      }
      await(() -> bench.signals.figures().delivered() == 400);
      assertThat(bench.signals.figures().spilled()).isPositive();
      assertThat(functions.requests)
          .extracting(InvocationRequest::requestId)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void an_orderly_stop_leaves_undelivered_events_to_the_next_start() {
    CountDownLatch release = new CountDownLatch(1);
    functions.with(
        "slow",
        _ -> {
          release.await();
          return ScriptedFunctions.ok();
        });
    try (DeliveryBench bench = bench()) {
      for (int i = 0; i < 30; i++) {
        bench.send("slow");
      }
      await(() -> functions.requests.size() >= 2);
      Thread closing = Thread.ofVirtual().start(bench.delivery::close);
      await(() -> closing.getState() == Thread.State.TIMED_WAITING); // for the functions
      release.countDown();
      await(() -> !closing.isAlive());
    }
    int before = functions.requests.size();
    assertThat(before).isLessThan(30);
    try (DeliveryBench bench = bench()) {
      await(() -> functions.requests.size() == 30);
      await(() -> bench.signals.figures().delivered() == 30 - before);
    }
    assertThat(functions.requests).extracting(InvocationRequest::requestId).doesNotHaveDuplicates();
  }

  @Test
  void the_same_deduplication_key_is_accepted_once() {
    functions.with("echo", _ -> ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      assertThat(bench.delivery.accept(keyed("trigger", "a"))).isTrue();
      assertThat(bench.delivery.accept(keyed("trigger", "a"))).isFalse();
      assertThat(bench.delivery.accept(keyed("trigger", "b"))).isTrue();
      await(() -> bench.signals.figures().delivered() == 2);
      assertThat(bench.signals.figures().duplicates()).isEqualTo(1);
    }
  }

  @Test
  void subscribers_of_the_journal_see_what_happens() {
    AtomicInteger calls = new AtomicInteger();
    functions.with(
        "shaky",
        _ ->
            calls.incrementAndGet() == 1
                ? ScriptedFunctions.error("Boom")
                : ScriptedFunctions.ok());
    try (DeliveryBench bench = bench()) {
      var seen = new ConcurrentLinkedQueue<DeliveryEvent>();
      Runnable end = bench.signals.events().subscribe(seen::add);
      bench.send("shaky");
      await(() -> bench.signals.figures().retried() == 1);
      bench.clock.advance(Duration.ofSeconds(61));
      await(() -> seen.size() == 3);
      assertThat(seen)
          .extracting(event -> event.getClass().getSimpleName())
          .containsExactlyInAnyOrder("Accepted", "Retried", "Delivered");
      end.run();
      bench.send("shaky");
      await(() -> bench.signals.figures().delivered() == 2);
      assertThat(seen).hasSize(3);
    }
  }

  private DeliveryBench bench() {
    return new DeliveryBench(directory, functions, DeliveryBench.QUICK);
  }

  private static NewInvocation keyed(String trigger, String key) {
    return new NewInvocation(
        UUID.randomUUID().toString(),
        FunctionTarget.latest("echo"),
        new byte[] {'1'},
        trigger,
        key,
        0,
        0);
  }

  private static Outcome throttled() {
    return new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null);
  }

  private static AsyncSettings settings(
      RetryRules rules,
      @Nullable String onSuccess,
      @Nullable String onFailure,
      @Nullable String deadLetter) {
    return new AsyncSettings(rules, onSuccess, onFailure, deadLetter);
  }

  private static JsonNode body(List<Outbox.Claimed> messages, String destination) {
    return new JsonMapper().readTree(find(messages, destination).message().body());
  }

  private static Outbox.Claimed find(List<Outbox.Claimed> messages, String destination) {
    return messages.stream()
        .filter(claimed -> claimed.message().destination().equals(destination))
        .findFirst()
        .orElseThrow();
  }
}
