package dev.tripline.examples.demo;

import dev.tripline.sdk.client.CloudEvent;
import dev.tripline.sdk.client.InvokeResult;
import dev.tripline.sdk.client.TriplineClient;
import dev.tripline.sdk.json.PayloadMapper;
import dev.tripline.sdk.testing.BatchEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lets things happen, one after the other, and checks what became of each.
final class Show {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RestApi api;
  private final TriplineClient client;
  private final ActivityWatch watch;
  private final Screen screen;
  private final Demo.Files files;
  private final List<String> wrong = new ArrayList<>();
  private int expectations;

  Show(RestApi api, TriplineClient client, ActivityWatch watch, Screen screen, Demo.Files files) {
    this.api = api;
    this.client = client;
    this.watch = watch;
    this.screen = screen;
    this.files = files;
  }

  /// @return whether everything went as expected
  boolean run(Set<String> skipped) throws IOException, InterruptedException {
    screen.title("Synchronous calls");
    askForAnswer();
    askForBatch();

    screen.title("Asynchronous events: what becomes of each");
    if (!skipped.contains("event-receipt")) {
      handOver();
    }
    dropFile("orders-may.csv", "order-totals");
    dropFile("orders-june.csv", "order-totals");
    dropFile("poison.csv", "order-totals");
    if (!skipped.contains("image-facts")) {
      dropFile("logo.png", "image-facts");
    }
    if (!skipped.contains("order-confirmation")) {
      publish("order 1", Map.of());
      publish("order 2 (outage)", Map.of("outage", true));
    }
    checkOutcomes(skipped);
    return summary(skipped);
  }

  private void askForAnswer() throws InterruptedException {
    String address = "ada@Example.org";
    screen.step("asked", "email-check", address);
    InvokeResult result = client.invoke("email-check", Map.of("address", address));
    told("email-check", result);
    expect("email-check answers valid", text(result).contains("\"valid\":true"));
  }

  private void askForBatch() throws InterruptedException {
    byte[] batch =
        BatchEvents.sqs(
                "{\"sku\":\"tea\",\"change\":5}",
                "{\"sku\":\"tea\",\"change\":-9}",
                "{\"sku\":\"tea\",\"change\":-2}")
            .getBytes(StandardCharsets.UTF_8);
    screen.step("asked", "stock-movements", "a batch of 3 messages, the second cannot be booked");
    InvokeResult result = client.invoke("stock-movements", batch);
    told("stock-movements", result);
    expect(
        "stock-movements reports only the second message",
        text(result).equals("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-2\"}]}"));
  }

  private void told(String function, InvokeResult result) {
    screen.step(
        result instanceof InvokeResult.Succeeded ? "answered" : "wrong", function, text(result));
  }

  private static String text(InvokeResult result) {
    return switch (result) {
      case InvokeResult.Succeeded success -> new String(success.payload(), StandardCharsets.UTF_8);
      case InvokeResult.FunctionFailed failed -> failed.errorType() + ": " + failed.errorMessage();
      case InvokeResult.Throttled throttled -> "throttled: " + throttled.reason();
    };
  }

  private void handOver() throws InterruptedException {
    watch.expect("event-receipt", "an event");
    screen.step("handed over", "an event", "POST …/functions/event-receipt/invocations (Event)");
    client.invokeAsync("event-receipt", Map.of("hello", "world"));
    accepted("an event");
  }

  private void dropFile(String name, String function) throws IOException, InterruptedException {
    watch.expect(function, name);
    screen.step("dropped", name, "into the folder");
    files.drop(name);
    accepted(name);
  }

  private void publish(String label, Map<String, Object> more) throws InterruptedException {
    Map<String, Object> order = new HashMap<>(more);
    order.put("customer", "Ada");
    order.put("lines", List.of(Map.of("quantity", 2, "price", 3.5)));
    watch.expect("order-confirmation", label);
    screen.step("published", label, "CloudEvent to /v1/events/orders");
    client.publish("orders", CloudEvent.json("/demo/shop", "demo.order.placed", order));
    accepted(label);
  }

  private void accepted(String label) throws InterruptedException {
    expect(
        label + " is accepted",
        watch.await(label, PATIENCE, activity -> activity.kind().equals("accepted")));
  }

  private void checkOutcomes(Set<String> skipped) throws IOException, InterruptedException {
    if (!skipped.contains("event-receipt")) {
      delivered("an event", 1);
    }
    delivered("orders-may.csv", 1);
    delivered("orders-june.csv", 1);
    if (!skipped.contains("image-facts")) {
      delivered("logo.png", 1);
    }
    if (!skipped.contains("order-confirmation")) {
      delivered("order 1", 1);
      delivered("order 2 (outage)", 2);
    }
    givenUp("poison.csv");
  }

  private void delivered(String label, int attempt) throws InterruptedException {
    expect(
        label + " is delivered at attempt " + attempt,
        watch.await(
            label,
            PATIENCE,
            activity -> activity.kind().equals("delivered") && activity.attempt() == attempt));
    expect(label + " is retried " + (attempt - 1) + " times", retries(label) == attempt - 1);
  }

  private void givenUp(String label) throws IOException, InterruptedException {
    boolean dead =
        watch.await(label, PATIENCE, activity -> activity.kind().equals("dead-lettered"));
    expect(label + " becomes a dead letter", dead);
    expect(label + " is retried before", retries(label) == Deployment.RETRIES);
    if (!dead) {
      return;
    }
    Activity end = watch.of(label).getLast();
    String id = Json.text(end.members(), "deadLetterId");
    var letter = api.call("GET", "/v1/dead-letters/" + id, null);
    screen.title("The dead letter, as GET /v1/dead-letters/" + id + " shows it");
    screen.note("reason      " + Json.text(letter, "reason"));
    screen.note("last error  " + Json.text(letter, "lastError"));
    for (Object each : Json.list(letter.get("attempts"))) {
      var attempt = Json.object(each);
      screen.note(
          "attempt %s   %s, %s, %s"
              .formatted(
                  attempt.get("number"),
                  attempt.get("startedAt"),
                  attempt.get("outcome"),
                  attempt.get("errorType")));
    }
    byte[] payload = PayloadMapper.standard().write(letter.get("payload"));
    screen.note("payload     " + new String(payload, StandardCharsets.UTF_8));
    expect(
        "the dead letter keeps all attempts",
        Json.list(letter.get("attempts")).size() == Deployment.RETRIES + 1);
    expect(
        "the dead letter keeps the payload", String.valueOf(letter.get("payload")).contains(label));
  }

  private long retries(String label) {
    return watch.of(label).stream().filter(activity -> activity.kind().equals("retried")).count();
  }

  private void expect(String what, boolean so) {
    expectations++;
    if (!so) {
      wrong.add(what);
      screen.step("wrong", "expected", what);
    }
  }

  private boolean summary(Set<String> skipped) {
    String left = skipped.isEmpty() ? "" : ", skipped: " + String.join(", ", skipped);
    screen.title(
        "%d of %d expectations met%s".formatted(expectations - wrong.size(), expectations, left));
    wrong.forEach(what -> screen.note("not met: " + what));
    return wrong.isEmpty();
  }
}
