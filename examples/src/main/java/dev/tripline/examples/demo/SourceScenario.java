package dev.tripline.examples.demo;

import dev.tripline.sdk.json.PayloadMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a trigger of each kind of source that needs no server, beside those of [DemoScenario], and sends
/// one event by each. All go to one function, which tells where its events come from.
final class SourceScenario {
  private static final String FUNCTION = "event-origin";
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:" + FUNCTION;
  private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:news";
  private static final String NOTIFICATION =
      """
      {"EventName":"s3:ObjectCreated:Put","Records":[{"eventVersion":"2.0","eventSource":"minio:s3",
       "eventTime":"2026-01-31T12:00:00.000Z","eventName":"s3:ObjectCreated:Put",
       "s3":{"bucket":{"name":"album"},"object":{"key":"sea.jpg","size":5,"sequencer":"01"}}}]}
      """;

  private final RestApi api;
  private final ActivityWatch watch;
  private final Terminal terminal;
  private final Expectations expectations;

  SourceScenario(RestApi api, ActivityWatch watch, Terminal terminal, Expectations expectations) {
    this.api = api;
    this.watch = watch;
    this.terminal = terminal;
    this.expectations = expectations;
  }

  void run() throws IOException, InterruptedException {
    terminal.title("More sources, one event each, all for " + FUNCTION);
    publishToTopic();
    putEvent();
    notifyOfObject();
    schedule();
    askRoute();
    askUrl();
  }

  private void publishToTopic() throws IOException, InterruptedException {
    api.sns(Map.of("Action", "CreateTopic", "Version", "2010-03-31", "Name", "news"));
    api.sns(
        Map.of(
            "Action",
            "Subscribe",
            "Version",
            "2010-03-31",
            "TopicArn",
            TOPIC,
            "Protocol",
            "lambda",
            "Endpoint",
            ARN));
    expected("a topic", "SNS Publish to " + TOPIC);
    api.sns(
        Map.of(
            "Action",
            "Publish",
            "Version",
            "2010-03-31",
            "TopicArn",
            TOPIC,
            "Message",
            "a new book"));
    arrived("a topic");
  }

  private void putEvent() throws IOException, InterruptedException {
    api.events(
        "PutRule",
        Map.of(
            "Name",
            "large-orders",
            "EventPattern",
            "{\"detail\":{\"total\":[{\"numeric\":[\">\",100]}]}}"));
    api.events(
        "PutTargets",
        Map.of("Rule", "large-orders", "Targets", List.of(Map.of("Id", "origin", "Arn", ARN))));
    expected("an event bus", "EventBridge PutEvents of orders of 50 and 250; the rule wants > 100");
    var answer = api.events("PutEvents", Map.of("Entries", List.of(order(50), order(250))));
    expectations.expect("both events are taken", Json.list(answer.get("Entries")).size() == 2);
    arrived("an event bus");
  }

  private static Map<String, Object> order(int total) {
    return Map.of("Source", "shop", "DetailType", "order", "Detail", "{\"total\":" + total + "}");
  }

  private void notifyOfObject() throws IOException, InterruptedException {
    trigger("album", Map.of("kind", "s3", "suffix", ".jpg"));
    expected("a bucket", "MinIO's notification to /v1/events/album");
    Object notification =
        PayloadMapper.standard().read(NOTIFICATION.getBytes(StandardCharsets.UTF_8), Object.class);
    api.call("POST", "/v1/events/album", notification);
    arrived("a bucket");
  }

  private void schedule() throws IOException, InterruptedException {
    LocalDateTime soon =
        LocalDateTime.now(ZoneOffset.UTC).plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
    expected("a schedule", "at(" + soon + "), in two seconds");
    trigger("soon", Map.of("kind", "schedule", "expression", "at(" + soon + ")"));
    arrived("a schedule");
  }

  private void askRoute() throws IOException, InterruptedException {
    trigger("order", Map.of("kind", "route", "method", "GET", "path", "/orders/{id}"));
    terminal.step("asked", "a route", "GET /http/orders/17");
    answered("a route", api.call("GET", "/http/orders/17", null));
  }

  private void askUrl() throws IOException, InterruptedException {
    String functions = "/2015-03-31/functions/" + FUNCTION;
    var made =
        api.call("POST", "/2021-10-31/functions/" + FUNCTION + "/url", Map.of("AuthType", "NONE"));
    api.call(
        "POST",
        functions + "/policy",
        Map.of(
            "StatementId",
            "anybody",
            "Action",
            "lambda:InvokeFunctionUrl",
            "Principal",
            "*",
            "FunctionUrlAuthType",
            "NONE"));
    String url = Json.text(made, "FunctionUrl");
    terminal.step("asked", "a function URL", "GET " + url);
    answered("a function URL", api.get(URI.create(url)));
  }

  private void trigger(String name, Map<String, Object> source)
      throws IOException, InterruptedException {
    api.call("POST", "/v1/triggers", Map.of("name", name, "function", FUNCTION, "source", source));
  }

  private void expected(String label, String detail) {
    watch.expect(FUNCTION, label);
    terminal.step("sent", label, detail);
  }

  private void arrived(String label) throws InterruptedException {
    expectations.accepted(label);
    expectations.delivered(label, 1);
  }

  private void answered(String label, Map<String, @Nullable Object> answer) {
    terminal.step("answered", label, answer.toString());
    expectations.expect(label + " answers", Json.text(answer, "origin").equals(label));
  }
}
