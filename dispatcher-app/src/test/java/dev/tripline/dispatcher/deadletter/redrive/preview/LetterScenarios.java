package dev.tripline.dispatcher.deadletter.redrive.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.deadletter.redrive.RecordingFunction;
import dev.tripline.dispatcher.rest.OpenApiDocument;
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
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What operators do with many dead letters at once, over `/v1` of the whole application.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LetterScenarios {
  static final JsonMapper JSON = new JsonMapper();
  static final String REASON = "\"reason\":\"the test\"";

  private @Nullable GuardedDispatcher started;
  private @Nullable RecordingFunction recording;
  private @Nullable String viewer;

  protected abstract List<String> store();

  @BeforeAll
  void startAll(@TempDir Path directory) throws Exception {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--tripline.endpoints.allow=127.0.0.1",
                "--tripline.redrives.interval=50ms",
                "--tripline.dead-letters.max-redrives=3"));
    settings.addAll(store());
    started = GuardedDispatcher.start(directory, settings.toArray(String[]::new));
    recording = new RecordingFunction();
    dispatcher().admin("POST", "/v1/functions", function().form("orders"), 201);
    viewer = dispatcher().token("viewer", "viewer");
  }

  @AfterAll
  void stopAll() {
    if (started != null) {
      started.close();
    }
    if (recording != null) {
      recording.close();
    }
  }

  @AfterEach
  void forget() {
    DeadLetterQueries queries = dispatcher().bean(DeadLetterQueries.class);
    List<DeadLetterSummary> page = queries.page(Filter.ALL, null, 1_000);
    while (!page.isEmpty()) {
      letters()
          .discardAll(
              page.stream().map(DeadLetterSummary::id).toList(), Actor.SYSTEM, "the test is over");
      page = queries.page(Filter.ALL, null, 1_000);
    }
    function().clear();
  }

  GuardedDispatcher dispatcher() {
    return Objects.requireNonNull(started);
  }

  RecordingFunction function() {
    return Objects.requireNonNull(recording);
  }

  DeadLetterStore letters() {
    return dispatcher().bean(DeadLetterStore.class);
  }

  /// The letters with these payloads, oldest first; of the key `even` or `odd`.
  List<String> keep(String... payloads) {
    Instant begin = Instant.now().minusSeconds(60);
    List<DeadLetter> kept =
        IntStream.range(0, payloads.length)
            .mapToObj(n -> letter(n, begin.plusMillis(n), payloads[n]))
            .toList();
    letters().add(kept, List.of());
    return kept.stream().map(DeadLetter::id).toList();
  }

  private static DeadLetter letter(int number, Instant at, String payload) {
    return letter(number, at, payload, "TypeError", "=it broke");
  }

  static DeadLetter letter(
      int number, Instant at, String payload, String errorType, String message) {
    return new DeadLetter(
        TimeOrderedId.at(at),
        UUID.randomUUID().toString(),
        FunctionTarget.latest("orders"),
        null,
        "RetriesExhausted",
        message,
        payload.getBytes(StandardCharsets.UTF_8),
        null,
        List.of(new Attempt(1, at, Duration.ofMillis(40), "FunctionError", errorType, message)),
        at,
        at,
        0,
        DeadLetter.Links.inOrder(number % 2 == 0 ? "even" : "odd", Integer.toString(number)));
  }

  HttpResponse<String> ask(String token, String method, String path, String body) {
    try {
      HttpResponse<String> answer = dispatcher().send(token, method, path, body);
      OpenApiDocument.SERVED.check(answer);
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  JsonNode json(String method, String path, String body, int status) {
    HttpResponse<String> answer = ask(dispatcher().adminToken(), method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  String viewer() {
    return Objects.requireNonNull(viewer);
  }

  long dead() {
    return dispatcher().bean(DeadLetterQueries.class).count(Filter.ALL).number();
  }

  private void awaitRun(String id, Predicate<JsonNode> condition) {
    TriggerApp.await(() -> condition.test(json("GET", "/v1/redrives/" + id, "", 200)), "the run");
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("deadLetters").spliterator(), false)
        .map(letter -> letter.path("id").asString())
        .toList();
  }

  private static final String MENDING =
      """
      {"selection":{"all":true},"transform":{
        "jsonata":"$merge([$, {\\"n\\": $number(n)}])",
        "schema":{"properties":{"n":{"maximum":100}}}}
      """;

  @Test
  void dry_run_counts_and_shows_what_a_transformation_makes_and_changes_nothing() {
    List<String> ids = keep("{\"n\":\"7\"}", "{\"n\":8}", "{\"n\":\"x\"}", "{\"n\":\"900\"}");
    JsonNode preview = json("POST", "/v1/redrives/preview", MENDING + "}", 200);
    assertThat(preview.path("looked").asInt()).isEqualTo(4);
    assertThat(preview.path("changed").asInt()).isEqualTo(1);
    assertThat(preview.path("unchanged").asInt()).isEqualTo(1);
    assertThat(preview.path("failed").asInt()).isEqualTo(1);
    assertThat(preview.path("violating").asInt()).isEqualTo(1);
    assertThat(preview.has("next")).isFalse();
    assertThat(preview.path("reasons")).hasSize(2);
    JsonNode changed = preview.path("samples").path(0);
    assertThat(changed.path("deadLetter").asString()).isEqualTo(ids.getFirst());
    assertThat(changed.path("diff").toString())
        .contains("{\"kind\":\"removed\",\"text\":\"-  \\\"n\\\" : \\\"7\\\"\"}")
        .contains("{\"kind\":\"added\",\"text\":\"+  \\\"n\\\" : 7\"}");
    JsonNode first = json("POST", "/v1/redrives/preview", MENDING + ",\"limit\":3}", 200);
    assertThat(first.path("looked").asInt()).isEqualTo(3);
    String rest = MENDING + ",\"cursor\":\"" + first.path("next").asString() + "\"}";
    JsonNode second = json("POST", "/v1/redrives/preview", rest, 200);
    assertThat(second.path("looked").asInt()).isEqualTo(1);
    assertThat(second.path("violating").asInt()).isEqualTo(1);
    assertThat(dead()).isEqualTo(4);
    assertThat(function().calls).isEmpty();
  }

  @Test
  void run_sends_what_is_transformed_and_leaves_what_cannot_be() {
    List<String> ids = keep("{\"n\":\"7\"}", "{\"n\":8}", "{\"n\":\"x\"}", "{\"n\":\"900\"}");
    JsonNode run = json("POST", "/v1/redrives", MENDING + ",\"rate\":100," + REASON + "}", 201);
    String id = run.path("id").asString();
    awaitRun(id, now -> now.path("state").asString().equals("completed"));
    JsonNode done = json("GET", "/v1/redrives/" + id, "", 200);
    assertThat(done.path("delivered").asInt()).isEqualTo(2);
    assertThat(done.path("untransformed").asInt()).isEqualTo(2);
    assertThat(function().numbers()).containsExactlyInAnyOrder(7, 8);
    assertThat(dead()).isEqualTo(2);
    JsonNode left = json("GET", "/v1/redrives/" + id + "/untransformed?limit=1", "", 200);
    assertThat(left.path("letters").path(0).path("deadLetter").asString()).isEqualTo(ids.get(2));
    assertThat(left.path("letters").path(0).path("reason").asString()).contains("expression");
    assertThat(left.path("next").asString()).isEqualTo(ids.get(2));
    JsonNode sent = json("GET", "/v1/redrives/" + id + "/letters", "", 200).path("letters");
    assertThat(sent.path(0).path("transformed").asBoolean()).isTrue();
    assertThat(sent.path(1).path("transformed").asBoolean()).isFalse();
    String request = sent.path(0).path("requestId").asString();
    JsonNode explained = json("GET", "/v1/events/" + request + "/explain", "", 200);
    assertThat(explained.path("origin").path("payload").asString()).isEqualTo("transformed");
    assertThat(explained.path("history").path(0).path("text").asString())
        .endsWith(", with a payload that was transformed");
    JsonNode entry =
        json("GET", "/v1/audit?target=dead-letter/" + ids.getFirst(), "", 200).path("audit");
    assertThat(entry.path(0).path("details").path("newPayloadSha256").asString()).hasSize(64);
    HttpResponse<String> seen = ask(viewer(), "GET", "/v1/redrives/" + id, "");
    assertThat(seen.body()).contains("\"jsonata\":\"hidden\"").doesNotContain("$merge");
    assertThat(ask(viewer(), "GET", "/v1/redrives/" + id + "/untransformed", "").body())
        .contains("hidden")
        .doesNotContain("expression");
    assertThat(ask(viewer(), "GET", "/v1/redrives", "").body()).doesNotContain("$merge");
  }

  @Test
  void transformation_that_cannot_be_understood_is_refused_before_anything_is_done() {
    keep("{}");
    String wrong =
        "{\"selection\":{\"all\":true},\"transform\":{\"jsonata\":\"{\"}," + REASON + "}";
    assertThat(json("POST", "/v1/redrives", wrong, 400).path("detail").asString())
        .startsWith("transform.jsonata");
    json("POST", "/v1/redrives/preview", "{\"selection\":{\"all\":true}}", 400);
    assertThat(ask(viewer(), "POST", "/v1/redrives/preview", MENDING + "}").statusCode())
        .isEqualTo(403);
    assertThat(dead()).isEqualTo(1);
  }

  @Test
  void letters_are_found_by_order_key_trace_and_path() {
    List<String> ids =
        keep(
            "{\"Records\":[{\"body\":\"{\\\"order\\\":4711}\"}]}",
            "{\"Records\":[{\"body\":\"{\\\"order\\\":4712}\"}]}",
            "no json",
            "{\"Records\":[{\"body\":\"{\\\"order\\\":4711.0}\"}]}");
    assertThat(ids(json("GET", "/v1/dead-letters?orderKey=even", "", 200)))
        .containsExactly(ids.get(2), ids.get(0));
    assertThat(json("GET", "/v1/dead-letters/count?orderKey=even", "", 200).path("count").asInt())
        .isEqualTo(2);
    String request =
        json("GET", "/v1/dead-letters/" + ids.get(1), "", 200).path("requestId").asString();
    String trace = "1-67891233-" + request.replace("-", "").substring(0, 24);
    assertThat(ids(json("GET", "/v1/dead-letters?traceId=" + trace, "", 200)))
        .containsExactly(ids.get(1));
    json("GET", "/v1/dead-letters?traceId=1-2", "", 400);
    String search = "/v1/dead-letters?path=/Records/*/body/order&value=4711";
    JsonNode found = json("GET", search, "", 200);
    assertThat(ids(found)).containsExactly(ids.get(3), ids.get(0));
    assertThat(found.path("looked").asInt()).isEqualTo(4);
    JsonNode first = json("GET", search + "&limit=1", "", 200);
    assertThat(ids(first)).containsExactly(ids.get(3));
    JsonNode second =
        json("GET", search + "&limit=1&cursor=" + first.path("next").asString(), "", 200);
    assertThat(ids(second)).containsExactly(ids.get(0));
    assertThat(second.has("next")).isFalse();
    json("GET", "/v1/dead-letters?path=order", "", 400);
    json("GET", "/v1/dead-letters?value=7", "", 400);
    assertThat(ask(viewer(), "GET", search, "").statusCode()).isEqualTo(403);
    String redrive = "{\"selection\":{\"orderKey\":\"odd\"}}";
    assertThat(json("POST", "/v1/redrives/plan", redrive, 200).path("count").asInt()).isEqualTo(2);
  }

  @Test
  void letters_are_exported_with_what_the_caller_may_see() {
    List<String> ids = keep("{\"n\":1}", "-2", "a,\"b\"");
    List<String> lines =
        ask(dispatcher().adminToken(), "GET", "/v1/dead-letters/export", "")
            .body()
            .lines()
            .toList();
    assertThat(lines).hasSize(3);
    JsonNode first = JSON.readTree(lines.getFirst());
    assertThat(first.path("id").asString()).isEqualTo(ids.getFirst());
    assertThat(first.path("payload").path("n").asInt()).isEqualTo(1);
    assertThat(first.path("orderKey").asString()).isEqualTo("even");
    assertThat(first.path("attempts")).hasSize(1);
    String csv = "/v1/dead-letters/export?format=csv&orderKey=odd";
    List<String> table = ask(dispatcher().adminToken(), "GET", csv, "").body().lines().toList();
    assertThat(table.getFirst())
        .startsWith("id,requestId,function,")
        .endsWith("payloadBase64,unreadable");
    assertThat(table).hasSize(2);
    assertThat(table.getLast()).startsWith(ids.get(1)).contains(",'=it broke,").endsWith(",'-2,,");
    HttpResponse<String> shown = ask(viewer(), "GET", "/v1/dead-letters/export", "");
    assertThat(shown.body()).contains(ids.getFirst()).doesNotContain("it broke", "\"payload\"");
    String path = "/v1/dead-letters/export?path=/n&value=1";
    assertThat(ask(dispatcher().adminToken(), "GET", path, "").body().lines()).hasSize(1);
    assertThat(ask(viewer(), "GET", path, "").statusCode()).isEqualTo(403);
    json("GET", "/v1/dead-letters/export?format=xml", "", 400);
    json("GET", "/v1/dead-letters/export?function=nobody", "", 400);
    JsonNode audit = json("GET", "/v1/audit?action=ExportDeadLetters", "", 200).path("audit");
    assertThat(audit.path(0).path("details").path("path").asString()).isEqualTo("/n");
  }

  @Test
  void export_of_many_letters_is_whole_and_comes_in_pages() {
    keep(IntStream.range(0, 1_050).mapToObj(n -> "{\"n\":" + n + "}").toArray(String[]::new));
    List<Integer> numbers =
        ask(dispatcher().adminToken(), "GET", "/v1/dead-letters/export", "")
            .body()
            .lines()
            .map(line -> JSON.readTree(line).path("payload").path("n").asInt())
            .toList();
    assertThat(numbers).isEqualTo(IntStream.range(0, 1_050).boxed().toList());
  }

  @Test
  void purge_needs_the_number_of_letters_and_discards_these_and_no_others() {
    String[] payloads = IntStream.range(0, 450).mapToObj(Integer::toString).toArray(String[]::new);
    List<String> ids = keep(payloads);
    String odd = "{\"selection\":{\"orderKey\":\"odd\"},\"reason\":\"too old\",\"letters\":%d}";
    JsonNode refused = json("POST", "/v1/dead-letters/purge", odd.formatted(7), 409);
    assertThat(refused.path("detail").asString()).startsWith("225 letters match");
    json("POST", "/v1/dead-letters/purge", "{\"selection\":{},\"letters\":0," + REASON + "}", 400);
    json("POST", "/v1/dead-letters/purge", odd.replace("too old", " ").formatted(225), 400);
    for (String none : List.of("null", "-1", "1.5")) {
      String form = odd.replace("%d", none);
      assertThat(json("POST", "/v1/dead-letters/purge", form, 400).path("detail").asString())
          .startsWith("letters: ");
    }
    assertThat(ask(viewer(), "POST", "/v1/dead-letters/purge", odd.formatted(225)).statusCode())
        .isEqualTo(403);
    assertThat(dead()).isEqualTo(450);
    JsonNode purged = json("POST", "/v1/dead-letters/purge", odd.formatted(225), 200);
    assertThat(purged.path("purged").asInt()).isEqualTo(225);
    assertThat(purged.path("gone").asInt()).isZero();
    assertThat(dead()).isEqualTo(225);
    assertThat(json("GET", "/v1/dead-letters/count?orderKey=odd", "", 200).path("count").asInt())
        .isZero();
    JsonNode one = json("GET", "/v1/audit?target=dead-letter/" + ids.get(1), "", 200).path("audit");
    assertThat(one.path(0).path("action").asString()).isEqualTo("DiscardDeadLetter");
    assertThat(one.path(0).path("reason").asString()).isEqualTo("too old");
    JsonNode all = json("GET", "/v1/audit?action=PurgeDeadLetters", "", 200).path("audit");
    assertThat(all.path(0).path("details").path("letters").asString()).isEqualTo("225");
    json("POST", "/v1/dead-letters/purge", odd.formatted(0), 409);
  }

  @Test
  void payload_is_compared_with_another_one() {
    String path = "/v1/dead-letters/" + keep("{\"n\":1,\"m\":[1,2]}").getFirst() + "/diff";
    JsonNode diff = json("POST", path, "{\"payload\":{\"n\":2,\"m\":[1,2]}}", 200).path("diff");
    assertThat(diff.toString()).contains("-  \\\"n\\\" : 1,", "+  \\\"n\\\" : 2,");
    assertThat(json("POST", path, "{\"payload\":{\"n\":1,\"m\":[1,2]}}", 200).path("diff"))
        .isEmpty();
    json("POST", path, "{\"payloadBase64\":\"e3s=\"}", 400);
    json("POST", "/v1/dead-letters/" + new UUID(0, 0) + "/diff", "{\"payload\":1}", 404);
    assertThat(ask(viewer(), "POST", path, "{\"payload\":1}").statusCode()).isEqualTo(403);
  }

  @Test
  void searches_are_kept_by_each_caller_for_itself() {
    String search = "{\"function\":\"orders\",\"path\":\"/id\",\"value\":\"7\"}";
    JsonNode kept = json("PUT", "/v1/dead-letter-views/my%20orders", search, 200);
    assertThat(kept.path("name").asString()).isEqualTo("my orders");
    assertThat(kept.path("search").toString()).isEqualTo(search);
    json("PUT", "/v1/dead-letter-views/my%20orders", "{\"function\":\"mails\"}", 200);
    JsonNode views = json("GET", "/v1/dead-letter-views", "", 200).path("views");
    assertThat(views).hasSize(1);
    assertThat(views.path(0).path("search").toString()).isEqualTo("{\"function\":\"mails\"}");
    assertThat(ask(viewer(), "GET", "/v1/dead-letter-views", "").body())
        .isEqualTo("{\"views\":[]}");
    assertThat(ask(viewer(), "DELETE", "/v1/dead-letter-views/my%20orders", "").statusCode())
        .isEqualTo(404);
    json("PUT", "/v1/dead-letter-views/x", "{}", 400);
    json("PUT", "/v1/dead-letter-views/x", "{\"limit\":7}", 400);
    json("PUT", "/v1/dead-letter-views/x", "{\"value\":\"7\"}", 400);
    json("PUT", "/v1/dead-letter-views/x", "{\"path\":\"id\"}", 400);
    json("PUT", "/v1/dead-letter-views/" + "x".repeat(61), search, 400);
    json("PUT", "/v1/dead-letter-views/x", search.replace("orders", "o".repeat(501)), 400);
    assertThat(
            ask(dispatcher().adminToken(), "DELETE", "/v1/dead-letter-views/my%20orders", "")
                .statusCode())
        .isEqualTo(204);
  }
}
