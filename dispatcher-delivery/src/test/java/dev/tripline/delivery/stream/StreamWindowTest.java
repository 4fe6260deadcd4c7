package dev.tripline.delivery.stream;

import static dev.tripline.delivery.stream.StreamScenario.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tumbling windows, with a function that counts records.
class StreamWindowTest {
  private static final String SHARD = "shard-000";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static JsonNode event(InvocationRequest request) {
    return JSON.readTree(request.payload().toByteArray());
  }

  private static Outcome counting(InvocationRequest request) {
    int before = event(request).path("state").path("count").asInt(0);
    return state(before + bodies(request).size());
  }

  private static Outcome state(int count) {
    return new Outcome.Succeeded(
        ("{\"state\":{\"count\":" + count + "}}").getBytes(StandardCharsets.UTF_8));
  }

  /// `records state final` of each invocation.
  private static List<String> told(StreamScenario scenario) {
    return scenario.functions.requests.stream()
        .map(request -> {
          JsonNode event = event(request);
          return bodies(request).size()
              + " "
              + event.path("state").path("count").asInt(0)
              + " "
              + event.path("isFinalInvokeForWindow").booleanValue();
        })
        .toList();
  }

  private static StreamScenario windows() {
    StreamScenario scenario = new StreamScenario(1);
    scenario.batching = new StreamScenario.Batching(3, Duration.ZERO, 4, Duration.ofSeconds(60));
    return scenario;
  }

  @Test
  void state_goes_from_batch_to_batch_and_the_end_of_the_window_is_told() throws Exception {
    try (StreamScenario scenario = windows().publish("k", 0, 5)) {
      scenario.with(StreamWindowTest::counting);
      scenario.now.set(StreamScenario.START.plusSeconds(61));
      scenario.publish("k", 5, 6);
      scenario.start();
      scenario.awaitCommitted(SHARD, 6);
      assertThat(told(scenario)).containsExactly("3 0 false", "2 3 false", "0 5 true", "1 0 false");
      JsonNode event = event(scenario.functions.requests.getFirst());
      assertThat(event.path("window").path("start").stringValue())
          .isEqualTo("2026-01-01T12:00:00Z");
      assertThat(event.path("shardId").stringValue()).isEqualTo(SHARD);
    }
  }

  @Test
  void window_ends_when_its_time_is_over_and_nothing_more_comes() throws Exception {
    try (StreamScenario scenario = windows().publish("k", 0, 2)) {
      scenario.with(StreamWindowTest::counting);
      scenario.start();
      scenario.awaitCommitted(SHARD, 2);
      scenario.now.set(StreamScenario.START.plusSeconds(70));
      scenario.await("the end is told", () -> told(scenario).contains("0 2 true"));
    }
  }

  @Test
  void state_survives_a_restart() throws Exception {
    try (StreamScenario scenario = windows().publish("k", 0, 3)) {
      scenario.with(StreamWindowTest::counting);
      StreamScenario.Running first = scenario.start();
      scenario.awaitCommitted(SHARD, 3);
      first.stop();
      scenario.publish("k", 3, 5);
      scenario.start();
      scenario.awaitCommitted(SHARD, 5);
      assertThat(told(scenario)).containsExactly("3 0 false", "2 3 false");
    }
  }

  @Test
  void records_that_the_stored_state_covers_are_not_counted_twice() throws Exception {
    try (StreamScenario scenario = windows().publish("k", 0, 3)) {
      AtomicInteger calls = new AtomicInteger();
      scenario.state.setAfterSave(() -> {
        if (calls.incrementAndGet() == 1) {
          scenario.stream.lose(SHARD);
        }
      });
      scenario.with(StreamWindowTest::counting);
      scenario.start();
      scenario.publish("k", 3, 4);
      scenario.awaitCommitted(SHARD, 4);
      scenario.now.set(StreamScenario.START.plusSeconds(70));
      scenario.await("the end is told", () -> told(scenario).contains("0 4 true"));
      assertThat(scenario.account.of(Entry.DEDUPLICATED)).isGreaterThan(0);
    }
  }

  @Test
  void answer_without_a_state_fails_the_batch() throws Exception {
    try (StreamScenario scenario = windows().publish("k", 0, 2)) {
      scenario.rules = new BatchRules(0, null, false, false, false);
      scenario.with(_ -> ScriptedFunctions.ok()).start();
      scenario.awaitCommitted(SHARD, 2);
      assertThat(scenario.givenUp())
          .containsExactly("RetryAttemptsExhausted k0", "RetryAttemptsExhausted k1");
      assertThat(scenario.letters.kept().getFirst().lastError()).contains("no state object");
    }
  }

  @Test
  void shard_that_ends_ends_its_window_early() throws Exception {
    try (StreamScenario scenario = windows().publish("k", 0, 2)) {
      scenario.stream.close(SHARD);
      scenario.with(StreamWindowTest::counting).start();
      scenario.await("the shard is finished", () -> scenario.stream.isFinished(SHARD));
      assertThat(told(scenario)).containsExactly("2 0 false", "0 2 true");
      JsonNode last = event(scenario.functions.requests.getLast());
      assertThat(last.path("isWindowTerminatedEarly").booleanValue()).isTrue();
    }
  }
}
