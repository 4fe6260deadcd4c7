package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents that are made to exhaust their reader, at every door that reads JSON or forms: refused, or
/// handed on unread, never a fault of the server. XML comes in listings of stores only: `HostileStoreTest`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayloadBombsTest {
  private static final int DEEP = 150_000;

  private static final Map<String, String> BOMBS =
      new TreeMap<>(
          Map.of(
              "arrays", "[".repeat(DEEP),
              "objects", "{\"a\":".repeat(DEEP),
              "closed objects", "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP),
              "nested in a member", "{\"Records\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}",
              "number of many digits", "{\"Records\":[],\"n\":" + "9".repeat(200_000) + "}",
              "huge exponent", "{\"Records\":[],\"n\":1e999999999}",
              "name without end", "{\"" + "n".repeat(300_000) + "\":1}",
              "many members", "{" + "\"a\":1,".repeat(100_000) + "\"a\":1}",
              "laughs",
                  "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b"
                      + " \"&a;&a;&a;&a;&a;&a;\">]><l>&b;</l>",
              "no text", "\u0000\u0001\uffff"));

  record Door(String path, String... headers) {}

  private static final String JSON = "application/json";

  private static final Map<String, Door> DOORS =
      new TreeMap<>(
          Map.of(
              "s3", new Door("/v1/events/bucket", "Content-Type", JSON),
              "sns", new Door("/v1/events/topic", "Content-Type", "text/plain"),
              "cloudevent",
                  new Door("/v1/events/events", "Content-Type", "application/cloudevents+json"),
              "cloudevents",
                  new Door(
                      "/v1/events/events", "Content-Type", "application/cloudevents-batch+json"),
              "route", new Door("/http/route", "Content-Type", JSON),
              "bus",
                  new Door(
                      "/",
                      "Content-Type",
                      "application/x-amz-json-1.1",
                      "X-Amz-Target",
                      "AWSEvents.PutEvents"),
              "rule",
                  new Door(
                      "/",
                      "Content-Type",
                      "application/x-amz-json-1.1",
                      "X-Amz-Target",
                      "AWSEvents.PutRule"),
              "topic", new Door("/", "Content-Type", "application/x-www-form-urlencoded"),
              "trigger", new Door("/v1/triggers", "Content-Type", JSON),
              "invoke", new Door("/2015-03-31/functions/sink/invocations", "Content-Type", JSON)));

  private TriggerApp app;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    app = new TriggerApp(data);
    trigger("bucket", "{\"kind\":\"s3\"}");
    trigger("topic", "{\"kind\":\"sns\",\"topics\":[\"arn:aws:sns:us-east-1:123456789012:t\"]}");
    trigger("events", "{\"kind\":\"http\"}");
    trigger("route", "{\"kind\":\"route\",\"method\":\"POST\",\"path\":\"/route\"}");
  }

  private void trigger(String name, String source) throws Exception {
    String body = "{\"name\":\"%s\",\"function\":\"sink\",\"source\":%s}".formatted(name, source);
    app.send("POST", "/v1/triggers", body, 201);
  }

  @AfterAll
  void stop() {
    app.close();
  }

  static Stream<Arguments> doors() {
    List<Arguments> all = new ArrayList<>();
    DOORS.forEach((name, door) -> all.add(Arguments.of(name, door)));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("doors")
  void bombs_do_no_harm(String name, Door door) throws Exception {
    for (Map.Entry<String, String> bomb : BOMBS.entrySet()) {
      TriggerApp.Answer answer = app.send("POST", door.path(), bomb.getValue(), door.headers());
      assertThat(answer.status())
          .as(() -> name + ", " + bomb.getKey() + ": " + answer)
          .isBetween(200, 499);
    }
    app.send("GET", "/v1/triggers/bucket", "", 200);
  }

  /// Members that are read as numbers, times and texts of a record.
  @ParameterizedTest
  @MethodSource("records")
  void records_with_values_out_of_range_are_refused_or_taken_as_they_are(String record)
      throws Exception {
    TriggerApp.Answer answer =
        app.send("POST", "/v1/events/bucket", record, "Content-Type", "application/json");
    assertThat(answer.status()).as(answer.text()).isIn(202, 400);
  }

  static List<String> records() {
    String s3 =
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"eventTime\":%s,\"s3\":{\"bucket\":"
            + "{\"name\":\"b\"},\"object\":{\"key\":\"k\",\"size\":%s,\"sequencer\":%s}}}]}";
    String filer =
        "{\"key\":\"/buckets/b/k\",\"event_type\":\"create\",\"message\":{\"new_entry\":"
            + "{\"attributes\":{\"mtime\":%s,\"file_size\":%s}}}}";
    return List.of(
        s3.formatted("\"2026-01-31T12:00:00Z\"", "1e999999999", "\"01\""),
        s3.formatted("\"2026-01-31T12:00:00Z\"", "-1e-999999999", "\"01\""),
        s3.formatted("\"2026-01-31T12:00:00Z\"", "\"9\"", "1e400"),
        s3.formatted("\"+999999999-12-31T23:59:59Z\"", "1", "\"01\""),
        s3.formatted("1e999999999", "1", "\"01\""),
        filer.formatted("1e999999999", "1"),
        filer.formatted("9223372036854775807", "1e999999999"),
        filer.formatted("\"99999999999999999999\"", "\"x\""));
  }
}
