package dev.tripline.dispatcher.deadletter.redrive.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.budget.BudgetedInvoker;
import dev.tripline.dispatcher.deadletter.redrive.RecordingFunction;
import dev.tripline.dispatcher.deadletter.shadow.run.DryRuns;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRunner;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowStore;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.store.Stores;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The same, with shadow redrives.
public abstract class ShadowScenarios extends LetterScenarios {
  private @Nullable ShadowRunner another;

  /// Before the dispatcher.
  @Override
  @AfterAll
  void stopAll() {
    if (another != null) {
      another.close();
    }
    super.stopAll();
  }

  private JsonNode awaitShadow(String id, Predicate<JsonNode> condition) {
    String path = "/v1/shadow-redrives/" + id;
    TriggerApp.await(() -> condition.test(json("GET", path, "", 200)), "the shadow redrive");
    return json("GET", path, "", 200);
  }

  private static boolean completed(JsonNode shadow) {
    return shadow.path("state").asString().equals("completed");
  }

  private static long done(JsonNode shadow) {
    return Stream.of("succeeds", "sameFailure", "otherFailure", "notRun")
        .mapToLong(member -> shadow.path(member).asLong())
        .sum();
  }

  private static final String SHADOW = "{\"selection\":{\"all\":true},\"target\":\"orders\"";

  @Test
  void candidate_runs_letters_in_a_dry_run_and_nothing_else_happens() {
    List<String> ids = keep("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
    String refusal = "The endpoint answered 400";
    DeadLetter refused = letter(5, Instant.now(), "{\"n\":5}", "Endpoint.Status400", refusal);
    letters().add(List.of(refused), List.of());
    String before = ask(dispatcher().adminToken(), "GET", "/v1/dead-letters", "").body();
    function().fails = call -> call.n() % 2 == 1;
    JsonNode plan =
        json("POST", "/v1/shadow-redrives?dryRun=true", SHADOW + ",\"letters\":4}", 200);
    assertThat(plan.path("count").asInt()).isEqualTo(5);
    assertThat(plan.path("letters").asInt()).isEqualTo(4);
    assertThat(plan.path("notes").toString()).contains("only the oldest 4", "in any order");
    assertThat(function().calls).isEmpty();

    String begin = SHADOW + "," + REASON + "}";
    String id = json("POST", "/v1/shadow-redrives", begin, 201).path("id").asString();
    JsonNode done = awaitShadow(id, ShadowScenarios::completed);
    assertThat(done.path("succeeds").asInt()).isEqualTo(2);
    assertThat(done.path("otherFailure").asInt()).isEqualTo(2);
    assertThat(done.path("sameFailure").asInt()).isEqualTo(1);
    assertThat(done.path("groups")).hasSize(3);
    JsonNode other = done.path("groups").path(0);
    assertThat(other.path("example").asString()).isEqualTo(ids.getFirst());
    assertThat(other.path("before").path("errorType").asString()).isEqualTo("TypeError");
    assertThat(other.path("after").path("message").asString())
        .isEqualTo("The endpoint answered <n>");

    assertThat(ask(dispatcher().adminToken(), "GET", "/v1/dead-letters", "").body())
        .as("the letters")
        .isEqualTo(before);
    assertThat(function().numbers()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    for (RecordingFunction.Call call : function().calls) {
      JsonNode told = JSON.readTree(call.context()).path("custom");
      assertThat(told.path("tripline-dry-run").asString()).isEqualTo("true");
      assertThat(told.path("tripline-shadow-redrive").asString()).isEqualTo(id);
      json("GET", "/v1/invocations/" + call.requestId(), "", 404);
      assertThat(before).doesNotContain(call.requestId());
    }
    String outcomes = "/v1/shadow-redrives/" + id + "/outcomes";
    JsonNode first = json("GET", outcomes + "?result=other-failure&limit=1", "", 200);
    assertThat(first.path("next").asString()).isEqualTo(ids.getFirst());
    JsonNode second =
        json("GET", outcomes + "?result=other-failure&cursor=" + ids.getFirst(), "", 200);
    assertThat(second.path("outcomes").path(0).path("deadLetter").asString()).isEqualTo(ids.get(2));
    String audit = "/v1/audit?target=redrive/" + id;
    TriggerApp.await(
        () -> json("GET", audit, "", 200).path("audit").size() == 2, "the entry of its end");
    assertThat(json("GET", audit, "", 200).path("audit"))
        .extracting(entry -> entry.path("action").asString())
        .containsExactly("CompleteShadowRedrive", "CreateShadowRedrive");
    for (String path : List.of("/v1/shadow-redrives", "/v1/shadow-redrives/" + id, outcomes)) {
      HttpResponse<String> seen = ask(viewer(), "GET", path, "");
      assertThat(seen.statusCode()).isEqualTo(200);
      assertThat(seen.body()).doesNotContain("it broke", "answered");
    }
    assertThat(ask(viewer(), "GET", outcomes, "").body()).contains("hidden", ids.getFirst());
  }

  @Test
  void shadow_redrive_is_held_to_its_bounds() {
    keep("{\"n\":1}");
    json("POST", "/v1/shadow-redrives", "{\"selection\":{\"all\":true}," + REASON + "}", 400);
    json("POST", "/v1/shadow-redrives", SHADOW + "}", 400);
    for (String member :
        List.of(
            "\"letters\":0", "\"letters\":10001", "\"concurrency\":0", "\"concurrency\":9999")) {
      json("POST", "/v1/shadow-redrives?dryRun=true", SHADOW + "," + member + "}", 400);
    }
    String nobody = SHADOW.replace("\"orders\"", "\"nobody\"");
    json("POST", "/v1/shadow-redrives", nobody + "," + REASON + "}", 400);
    assertThat(
            ask(viewer(), "POST", "/v1/shadow-redrives", SHADOW + "," + REASON + "}").statusCode())
        .isEqualTo(403);
    assertThat(function().calls).isEmpty();
  }

  @Test
  void shadow_redrive_goes_on_where_it_was_and_is_cancelled_for_good() {
    keep("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
    CountDownLatch third = hold(3);
    String begin = SHADOW + ",\"concurrency\":1," + REASON + "}";
    String id = json("POST", "/v1/shadow-redrives", begin, 201).path("id").asString();
    awaitShadow(id, now -> done(now) == 2 && function().calls.size() == 3);
    json("POST", "/v1/shadow-redrives", begin, 409);
    (another == null ? dispatcher().bean(ShadowRunner.class) : another).close();
    third.countDown();
    var work =
        new ShadowRunner.Work(
            dispatcher().bean(ShadowStore.class),
            dispatcher().bean(Stores.class).deadLetterScan(),
            new DryRuns(dispatcher().bean(BudgetedInvoker.class)),
            _ -> 2);
    another = new ShadowRunner(work, dispatcher().bean(TriggerLeases.class), Duration.ofDays(1));
    another.start();
    assertThat(awaitShadow(id, ShadowScenarios::completed).path("succeeds").asInt()).isEqualTo(4);
    assertThat(function().numbers()).containsSubsequence(1, 2, 3, 4).hasSizeLessThan(6);
    json("POST", "/v1/shadow-redrives/" + id + "/cancel", "{" + REASON + "}", 409);

    CountDownLatch second = hold(2);
    String next = json("POST", "/v1/shadow-redrives", begin, 201).path("id").asString();
    awaitShadow(next, now -> done(now) == 1);
    json("POST", "/v1/shadow-redrives/" + next + "/cancel", "{}", 400);
    JsonNode cancelled =
        json("POST", "/v1/shadow-redrives/" + next + "/cancel", "{" + REASON + "}", 200);
    assertThat(cancelled.path("state").asString()).isEqualTo("cancelled");
    assertThat(cancelled.path("note").asString()).isEqualTo("the test");
    second.countDown();
    assertThat(done(json("GET", "/v1/shadow-redrives/" + next, "", 200))).isEqualTo(1);
    assertThat(dead()).isEqualTo(4);
  }

  /// The function answers that event when the latch is open.
  private CountDownLatch hold(int number) {
    CountDownLatch latch = new CountDownLatch(1);
    function().fails =
        call -> {
          if (call.n() == number) {
            try {
              latch.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return false;
        };
    return latch;
  }
}
