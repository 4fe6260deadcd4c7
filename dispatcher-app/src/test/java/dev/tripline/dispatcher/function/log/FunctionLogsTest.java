package dev.tripline.dispatcher.function.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tools.jackson.databind.JsonNode;

/// What a function writes is found again, over `/v1` and in the pages.
class FunctionLogsTest {
  private static final String LOGS = "/v1/functions/greet/logs";
  private static final String CODE =
      """
      def handler(event, context):
          print('card ' + event['card'])
          print('<b>second</b> line')
          return context.aws_request_id
      """;

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static final List<String> requests = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    try (LambdaClient lambda = dispatcher.lambda(dispatcher.key("deployer", "operator"))) {
      Packages.create(lambda, "greet", CODE);
      for (String card : List.of("4711", "0815")) {
        String answer =
            lambda
                .invoke(b ->
                    b.functionName("greet")
                        .payload(SdkBytes.fromUtf8String("{\"card\":\"" + card + "\"}")))
                .payload()
                .asUtf8String();
        requests.add(answer.replace("\"", ""));
      }
    }
    dispatcher.admin(
        "POST", "/v1/functions", "{\"name\":\"hook\",\"url\":\"https://example.org/\"}", 201);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static JsonNode logs(String query) throws Exception {
    return dispatcher.admin("GET", LOGS + query, "", 200);
  }

  private static List<String> lines(JsonNode page) {
    return page.path("lines").valueStream().map(line -> line.path("line").asString()).toList();
  }

  /// Lines reach the store on a thread of their own.
  private static void awaitReports() throws Exception {
    TriggerApp.await(
        () -> {
          try {
            return lines(logs("")).stream().filter(line -> line.startsWith("REPORT")).count() == 2;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        "both reports");
  }

  @Test
  void lines_of_a_request_are_found_in_their_order() throws Exception {
    awaitReports();
    JsonNode page = logs("?order=oldest&requestId=" + requests.getFirst());
    assertThat(lines(page))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("START RequestId: " + requests.getFirst()),
            line -> assertThat(line).isEqualTo("card 4711"),
            line -> assertThat(line).isEqualTo("<b>second</b> line"),
            line -> assertThat(line).startsWith("END"),
            line -> assertThat(line).startsWith("REPORT"));
    assertThat(page.path("lines").get(1).path("from").asString()).isEqualTo("function");
    assertThat(page.path("lines").get(1).path("version").asString()).isEqualTo("$LATEST");
    assertThat(page.path("keptBytes").asLong()).isGreaterThan(1_000);
    assertThat(page.has("next")).isFalse();
  }

  @Test
  void pages_follow_one_another_without_gap_or_repetition() throws Exception {
    awaitReports();
    List<String> all = lines(logs(""));
    List<String> paged = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = logs("?limit=3" + cursor);
      paged.addAll(lines(page));
      cursor = page.has("next") ? "&cursor=" + page.path("next").asString() : "";
    } while (!cursor.isEmpty());
    assertThat(paged).isEqualTo(all).hasSizeGreaterThanOrEqualTo(10);
    assertThat(lines(logs("?since=2100-01-01T00:00:00Z"))).isEmpty();
    assertThat(lines(logs("?until=2000-01-01T00:00:00Z"))).isEmpty();
  }

  @Test
  void a_viewer_sees_that_there_are_lines_and_a_publisher_does_not() throws Exception {
    awaitReports();
    String viewer = dispatcher.token("watching", "viewer");
    for (String path : List.of(LOGS, "/functions/greet/logs")) {
      assertThat(dispatcher.send(viewer, "GET", path, "").body())
          .as(path)
          .contains("hidden", "REPORT", requests.getFirst())
          .doesNotContain("4711", "second");
    }
    String publisher = dispatcher.token("sending", "publisher");
    assertThat(dispatcher.status(publisher, "GET", LOGS)).isEqualTo(403);
    assertThat(dispatcher.status(publisher, "GET", "/functions/greet/logs")).isEqualTo(403);
  }

  @Test
  void the_page_shows_lines_as_text_with_a_link_to_the_next() throws Exception {
    awaitReports();
    String page = page("/functions/greet/logs?requestId=&since=&until=&order=oldest&limit=3");
    assertThat(page)
        .contains("card 4711", "&lt;b&gt;second&lt;/b&gt;", "id=\"next\"")
        .doesNotContain("<b>second</b>");
    assertThat(page("/functions/greet")).contains("/functions/greet/logs");
  }

  private static String page(String path) throws Exception {
    HttpResponse<String> answer = dispatcher.send(dispatcher.adminToken(), "GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void what_cannot_be_answered_is_refused_in_words() throws Exception {
    for (String query :
        List.of("?order=up", "?cursor=x", "?cursor=5", "?limit=0", "?limit=1001", "?since=now")) {
      dispatcher.admin("GET", LOGS + query, "", 400);
    }
    dispatcher.admin("GET", "/v1/functions/none/logs", "", 404);
    assertThat(dispatcher.admin("GET", "/v1/functions/hook/logs", "", 409).toString())
        .contains("what it logs stays with its server");
    HttpResponse<String> one =
        dispatcher.send(dispatcher.adminToken(), "GET", LOGS + "?limit=1", "");
    OpenApiDocument.SERVED.check(one);
  }
}
