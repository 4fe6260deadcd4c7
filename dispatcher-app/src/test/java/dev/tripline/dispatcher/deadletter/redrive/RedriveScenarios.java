package dev.tripline.dispatcher.deadletter.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Redrives on the whole application, on one or several nodes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedriveScenarios {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String REASON = "\"reason\":\"the test\"";

  private final RecordingFunction function;
  private List<RunningDispatcher> nodes = List.of();
  private int turn;

  RedriveScenarios() {
    try {
      function = new RecordingFunction();
    } catch (IOException e) {
      throw new IllegalStateException("no port is free", e);
    }
  }

  abstract List<RunningDispatcher> start(Path directory, String... settings);

  @BeforeAll
  void startAll(@TempDir Path directory) throws Exception {
    nodes =
        start(
            directory,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.redrives.interval=50ms",
            "--tripline.dead-letters.max-redrives=3");
    for (String name : List.of("orders", "mended")) {
      assertThat(ask("POST", "/v1/functions", function.form(name)).statusCode()).isEqualTo(201);
    }
    TriggerApp.await(
        () -> nodes.stream().allMatch(node -> knows(node, "mended")), "all know the functions");
  }

  private static boolean knows(RunningDispatcher node, String name) {
    return node.bean(Functions.class).exists(FunctionTarget.latest(name));
  }

  @AfterAll
  void stopAll() {
    nodes.forEach(RunningDispatcher::close);
    function.close();
  }

  @AfterEach
  void forget() {
    DeadLetterQueries queries = nodes.getFirst().bean(DeadLetterQueries.class);
    List<DeadLetterSummary> page = queries.page(Filter.ALL, null, 1_000);
    while (!page.isEmpty()) {
      page.forEach(letter -> store().discard(letter.id(), Actor.SYSTEM, "the test is over"));
      page = queries.page(Filter.ALL, null, 1_000);
    }
    function.clear();
  }

  private DeadLetterStore store() {
    return nodes.getFirst().bean(DeadLetterStore.class);
  }

  /// All nodes in turn.
  private HttpResponse<String> ask(String method, String path, String body) {
    try {
      return nodes.get(turn++ % nodes.size()).send(method, path, body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonNode json(String method, String path, String body, int status) {
    HttpResponse<String> answer = ask(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static DeadLetter letter(
      int number, Instant at, int redrives, @Nullable String key, String function) {
    return new DeadLetter(
        TimeOrderedId.at(at),
        UUID.randomUUID().toString(),
        FunctionTarget.latest(function),
        null,
        "RetriesExhausted",
        "it broke",
        ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8),
        null,
        List.of(
            new Attempt(1, at, Duration.ofMillis(40), "FunctionError", "TypeError", "it broke")),
        at,
        at,
        redrives,
        key == null
            ? DeadLetter.Links.NONE
            : DeadLetter.Links.inOrder(key, Integer.toString(number)));
  }

  /// Letters numbered from 0.
  private List<String> letters(int count) {
    Instant now = Instant.now().minusSeconds(60);
    List<DeadLetter> letters =
        IntStream.range(0, count)
            .mapToObj(n -> letter(n, now.plusMillis(n), 0, null, "orders"))
            .toList();
    store().add(letters, List.of());
    return letters.stream().map(DeadLetter::id).toList();
  }

  private JsonNode begin(String members) {
    return json("POST", "/v1/redrives", "{" + members + "," + REASON + "}", 201);
  }

  private JsonNode awaitRun(String id, String what, Predicate<JsonNode> condition) {
    List<JsonNode> last = new ArrayList<>(List.of(JSON.createObjectNode()));
    TriggerApp.await(
        () -> {
          last.set(0, json("GET", "/v1/redrives/" + id, "", 200));
          return condition.test(last.getFirst());
        },
        what);
    return last.getFirst();
  }

  private JsonNode awaitState(String id, String state) {
    return awaitRun(
        id,
        state,
        run -> run.path("state").asString().equals(state) && run.path("pending").asInt() == 0);
  }

  private long dead() {
    return nodes.getFirst().bean(DeadLetterQueries.class).count(Filter.ALL).number();
  }

  @Test
  void plan_says_what_a_redrive_takes_and_changes_nothing() {
    Instant now = Instant.now();
    letters(10);
    store()
        .add(
            List.of(letter(11, now, 3, null, "orders"), letter(12, now, 0, "k", "gone")),
            List.of());
    String form = "{\"selection\":{\"all\":true},\"rate\":4}";
    JsonNode plan = json("POST", "/v1/redrives/plan", form, 200);
    assertThat(plan.path("count").asInt()).isEqualTo(12);
    assertThat(plan.path("skipped").asInt()).isEqualTo(1);
    assertThat(plan.path("keys").asInt()).isEqualTo(1);
    assertThat(plan.path("seconds").asInt()).isEqualTo(3);
    assertThat(plan.path("canary").asInt()).isEqualTo(5);
    assertThat(plan.path("oldest").asString()).isNotEmpty();
    assertThat(plan.path("notes").toString()).contains("gone does not exist", "too often");
    JsonNode orders = plan.path("functions").path(1);
    assertThat(orders.path("function").asString()).isEqualTo("orders");
    assertThat(orders.path("letters").asInt()).isEqualTo(11);
    assertThat(orders.path("meanMillis").asDouble()).isPositive();
    assertThat(orders.path("concurrencyShare").asDouble()).isPositive();
    assertThat(json("POST", "/v1/redrives?dryRun=true", form, 200).path("count").asInt())
        .isEqualTo(12);
    JsonNode elsewhere =
        json(
            "POST",
            "/v1/redrives/plan",
            "{\"selection\":{\"function\":\"orders\"},\"target\":\"mended\"}",
            200);
    assertThat(elsewhere.path("functions").path(0).path("function").asString()).isEqualTo("mended");
    assertThat(dead()).isEqualTo(12);
    assertThat(function.calls).isEmpty();
  }

  @Test
  void redrive_keeps_to_the_class_that_it_names() {
    String id = letters(3).getFirst();
    store().add(List.of(letter(4, Instant.now(), 0, null, "mended")), List.of());
    String meant = json("GET", "/v1/dead-letters/" + id, "", 200).path("classId").asString();
    String selection = "\"selection\":{\"classId\":\"" + meant + "\"}";
    assertThat(json("POST", "/v1/redrives/plan", "{" + selection + "}", 200).path("count").asInt())
        .isEqualTo(3);
    JsonNode run = begin(selection + ",\"rate\":500");
    assertThat(run.path("selection").path("classId").asString()).isEqualTo(meant);
    assertThat(awaitState(run.path("id").asString(), "completed").path("delivered").asInt())
        .isEqualTo(3);
    assertThat(dead()).isEqualTo(1);
  }

  @Test
  void each_letter_is_sent_once_to_the_target_and_its_outcome_is_known() {
    List<String> ids = letters(300);
    JsonNode run =
        begin("\"selection\":{\"function\":\"orders\"},\"target\":\"mended\",\"rate\":500");
    JsonNode done = awaitState(run.path("id").asString(), "completed");
    assertThat(done.path("total").asInt()).isEqualTo(300);
    assertThat(done.path("delivered").asInt()).isEqualTo(300);
    assertThat(dead()).isZero();
    assertThat(function.numbers())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 300).boxed().toList());
    assertThat(function.calls).extracting(RecordingFunction.Call::path).containsOnly("/mended");
    String path = "/v1/redrives/" + run.path("id").asString() + "/letters";
    JsonNode first = json("GET", path + "?limit=2&outcome=delivered", "", 200);
    assertThat(first.path("letters").path(0).path("deadLetter").asString())
        .isEqualTo(ids.getFirst());
    assertThat(first.path("next").asString()).isEqualTo("2");
    String audit = "/v1/audit?target=dead-letter/" + ids.getFirst();
    JsonNode entry = json("GET", audit, "", 200).path("audit").path(0);
    assertThat(entry.path("details").path("target").asString()).isEqualTo("mended");
    assertThat(entry.path("details").path("redrive").asString())
        .isEqualTo(run.path("id").asString());
  }

  @Test
  void canary_stops_at_a_function_that_is_still_broken_and_a_resumed_run_sends_another_one() {
    letters(60);
    function.fails = _ -> true;
    JsonNode run =
        begin("\"selection\":{\"all\":true},\"rate\":100,\"canary\":4,\"stopAtFailureShare\":0.5");
    String id = run.path("id").asString();
    JsonNode stopped = awaitState(id, "stopped");
    assertThat(stopped.path("note").asString()).startsWith("the canary: ");
    assertThat(stopped.path("sent").asInt()).isBetween(2, 4);
    assertThat(stopped.path("deadAgain").asInt()).isEqualTo(stopped.path("sent").asInt());
    assertThat(dead()).isEqualTo(60);
    JsonNode again =
        json("GET", "/v1/redrives/" + id + "/letters?outcome=dead-again", "", 200)
            .path("letters")
            .path(0);
    JsonNode letter =
        json("GET", "/v1/dead-letters/" + again.path("newDeadLetter").asString(), "", 200);
    assertThat(letter.path("redrivenFrom").asString())
        .isEqualTo(again.path("deadLetter").asString());
    function.fails = _ -> false;
    json("POST", "/v1/redrives/" + id + "/resume", "{" + REASON + "}", 200);
    JsonNode done = awaitState(id, "completed");
    assertThat(done.path("delivered").asInt() + done.path("deadAgain").asInt()).isEqualTo(60);
    assertThat(dead())
        .as("those that died under it are of another run")
        .isEqualTo(stopped.path("sent").asInt());
    assertThat(json("GET", "/v1/audit?target=redrive/" + id, "", 200).path("audit"))
        .extracting(entry -> entry.path("action").asString())
        .containsExactly("CompleteRedrive", "ResumeRedrive", "StopRedrive", "CreateRedrive");
  }

  @Test
  void canary_that_went_well_waits_for_a_confirmation_if_that_is_wanted() {
    letters(12);
    String id =
        begin("\"selection\":{\"all\":true},\"rate\":100,\"canary\":3,\"confirm\":true")
            .path("id")
            .asString();
    JsonNode waiting = awaitState(id, "waiting");
    assertThat(waiting.path("delivered").asInt()).isEqualTo(3);
    assertThat(function.numbers()).containsExactlyInAnyOrder(0, 1, 2);
    json("POST", "/v1/redrives/" + id + "/resume", "{" + REASON + "}", 409);
    json("POST", "/v1/redrives/" + id + "/pause", "{" + REASON + "}", 200);
    JsonNode resumed = json("POST", "/v1/redrives/" + id + "/resume", "{" + REASON + "}", 200);
    assertThat(resumed.path("state").asString()).isEqualTo("waiting");
    json("POST", "/v1/redrives/" + id + "/continue", "{" + REASON + "}", 200);
    assertThat(awaitState(id, "completed").path("delivered").asInt()).isEqualTo(12);
  }

  @Test
  void run_stops_itself_when_the_function_breaks_and_slows_down_before() {
    letters(400);
    function.fails = call -> call.n() >= 40;
    JsonNode run =
        begin("\"selection\":{\"all\":true},\"rate\":60,\"canary\":5,\"stopAtFailureShare\":0.3");
    JsonNode stopped = awaitState(run.path("id").asString(), "stopped");
    assertThat(stopped.path("note").asString()).contains("of the latest", "the limit is 30 %");
    assertThat(stopped.path("delivered").asInt()).isEqualTo(40);
    assertThat(stopped.path("sent").asInt()).isLessThan(300);
    assertThat(dead()).isEqualTo(360);
  }

  @Test
  void paused_run_sends_nothing_until_it_is_resumed_and_a_cancelled_one_loses_nothing() {
    letters(200);
    String id =
        begin("\"selection\":{\"all\":true},\"rate\":40,\"canary\":0").path("id").asString();
    awaitRun(id, "some are sent", run -> run.path("sent").asInt() > 4);
    json("POST", "/v1/redrives/" + id + "/pause", "{\"reason\":\"lunch\"}", 200);
    JsonNode paused = awaitState(id, "paused");
    assertThat(paused.path("note").asString()).isEqualTo("lunch");
    json("POST", "/v1/redrives/" + id + "/pause", "{" + REASON + "}", 409);
    int sent = paused.path("sent").asInt();
    json("POST", "/v1/redrives/" + id + "/resume", "{" + REASON + "}", 200);
    awaitRun(id, "more are sent", run -> run.path("sent").asInt() > sent);
    json("POST", "/v1/redrives/" + id + "/cancel", "{" + REASON + "}", 200);
    JsonNode cancelled = awaitState(id, "cancelled");
    assertThat(cancelled.path("delivered").asInt() + dead()).isEqualTo(200);
    assertThat(function.numbers()).doesNotHaveDuplicates();
    json("POST", "/v1/redrives/" + id + "/resume", "{" + REASON + "}", 409);
  }

  @Test
  void letters_of_a_key_are_delivered_in_order() {
    Instant now = Instant.now();
    List<DeadLetter> letters =
        IntStream.range(0, 90)
            .mapToObj(n -> letter(n, now.plusMillis(n / 6), 0, "key-" + n % 3, "orders"))
            .toList();
    store().add(letters, List.of());
    String id = begin("\"selection\":{\"all\":true},\"rate\":300").path("id").asString();
    assertThat(awaitState(id, "completed").path("delivered").asInt()).isEqualTo(90);
    for (int key = 0; key < 3; key++) {
      int own = key;
      assertThat(function.numbers().stream().filter(n -> n % 3 == own).toList())
          .isSorted()
          .hasSize(30);
    }
  }

  @Test
  void chosen_letters_are_redriven_but_not_those_that_were_redriven_too_often() {
    List<String> ids = letters(5);
    Instant now = Instant.now().plusSeconds(1);
    DeadLetter often = letter(9, now, 3, null, "orders");
    store().add(List.of(often), List.of());
    String chosen =
        "\"selection\":{\"ids\":[\"%s\",\"%s\",\"%s\"]}"
            .formatted(ids.get(3), ids.get(1), often.id());
    JsonNode done = awaitState(begin(chosen).path("id").asString(), "completed");
    assertThat(done.path("total").asInt()).isEqualTo(2);
    assertThat(done.path("skipped").asInt()).isEqualTo(1);
    assertThat(function.numbers()).containsExactlyInAnyOrder(1, 3);
    assertThat(dead()).isEqualTo(4);
  }

  @Test
  void letter_is_sent_again_with_another_payload() {
    String id = letters(1).getFirst();
    String path = "/v1/dead-letters/" + id + "/resend";
    String large = "\"" + "x".repeat(1_100_000) + "\"";
    json("POST", path, "{\"payload\":" + large + "," + REASON + "}", 413);
    json("POST", path, "{\"payloadBase64\":\"e30\",\"target\":\"nobody\"," + REASON + "}", 400);
    json("POST", path, "{\"payloadBase64\":\"e3s=\"," + REASON + "}", 400);
    json("POST", path, "{\"payload\":1}", 400);
    json("POST", path, "{" + REASON + "}", 400);
    assertThat(dead()).isEqualTo(1);
    String request =
        json("POST", path, "{\"payload\":{\"n\":7},\"reason\":\"a wrong number\"}", 202)
            .path("requestId")
            .asString();
    TriggerApp.await(() -> function.numbers().equals(List.of(7)), "it is delivered");
    assertThat(function.calls.getFirst().requestId()).isEqualTo(request);
    json("POST", path, "{\"payload\":1," + REASON + "}", 404);
    JsonNode entry =
        json("GET", "/v1/audit?target=dead-letter/" + id, "", 200).path("audit").path(0);
    assertThat(entry.path("action").asString()).isEqualTo("ResendDeadLetter");
    assertThat(entry.path("reason").asString()).isEqualTo("a wrong number");
    assertThat(entry.path("details").path("payloadSha256").asString())
        .hasSize(64)
        .isNotEqualTo(entry.path("details").path("newPayloadSha256").asString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | selection: is missing",
        "{'selection':{}} | is empty",
        "{'selection':{'all':false}} | is empty",
        "{'selection':{'all':true,'function':'orders'}} | not both",
        "{'selection':{'ids':[]}} | 1 to 1000 ids",
        "{'selection':{'ids':['x']}} | is not the id of a dead letter",
        "{'selection':{'all':true},'target':'nobody'} | target: there is no function",
        "{'selection':{'all':true},'rate':0} | rate: 0.1 to 500",
        "{'selection':{'all':true},'rate':501} | rate: 0.1 to 500",
        "{'selection':{'all':true},'canary':-1} | canary: 0 to 1000",
        "{'selection':{'all':true},'canary':0,'confirm':true} | confirm: there is no canary",
        "{'selection':{'all':true},'stopAtFailureShare':0} | stopAtFailureShare",
        "{'selection':{'function':'nobody'}} | there is neither",
        "{'selection':{'from':'today'}} | selection.from",
        "{'selection':{'all':true},'speed':3} | speed",
      })
  void wrong_form_is_a_problem(String form, String words) {
    String body = form.replace('\'', '"');
    assertThat(json("POST", "/v1/redrives/plan", body, 400).path("detail").asString())
        .contains(words);
  }

  @Test
  void what_cannot_be_done_is_a_problem() {
    String form = "{\"selection\":{\"all\":true}," + REASON + "}";
    json("POST", "/v1/redrives", form, 409);
    letters(1);
    json("POST", "/v1/redrives", "{\"selection\":{\"all\":true}}", 400);
    json("GET", "/v1/redrives/nobody", "", 404);
    for (String cursor : List.of("x", "0", UUID.randomUUID().toString().toUpperCase(Locale.ROOT))) {
      assertThat(json("GET", "/v1/redrives?cursor=" + cursor, "", 400).path("detail").asString())
          .contains("cursor: `next` of the page before");
    }
    json("GET", "/v1/redrives/nobody/letters", "", 404);
    json("POST", "/v1/redrives/nobody/pause", "{" + REASON + "}", 404);
    String id = begin("\"selection\":{\"all\":true}").path("id").asString();
    json("POST", "/v1/redrives/" + id + "/cancel", "{}", 400);
    json("GET", "/v1/redrives/" + id + "/letters?outcome=lost", "", 400);
    for (String cursor : List.of("x", "-1", "0")) {
      json("GET", "/v1/redrives/" + id + "/letters?cursor=" + cursor, "", 400);
    }
    awaitState(id, "completed");
    assertThat(
            json("GET", "/v1/redrives?limit=1", "", 200)
                .path("redrives")
                .path(0)
                .path("id")
                .asString())
        .isEqualTo(id);
  }
}
