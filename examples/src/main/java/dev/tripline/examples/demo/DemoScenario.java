package dev.tripline.examples.demo;

import dev.tripline.sdk.client.CloudEvent;
import dev.tripline.sdk.client.InvokeResult;
import dev.tripline.sdk.client.TriplineClient;
import dev.tripline.sdk.json.PayloadMapper;
import dev.tripline.sdk.testing.BatchEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Calls functions and sends events, one after the other, and checks the outcome of each.
final class DemoScenario {
  private final RestApi api;
  private final TriplineClient client;
  private final ActivityWatch watch;
  private final Terminal terminal;
  private final Inbox inbox;
  private final Expectations expectations;

  DemoScenario(
      RestApi api, TriplineClient client, ActivityWatch watch, Terminal terminal, Inbox inbox) {
    this.api = api;
    this.client = client;
    this.watch = watch;
    this.terminal = terminal;
    this.inbox = inbox;
    this.expectations = new Expectations(watch, terminal);
  }

  /// @return whether everything went as expected
  boolean run(Set<String> skipped) throws IOException, InterruptedException {
    terminal.title("Synchronous calls");
    askForAnswer();
    askForBatch();

    terminal.title("Asynchronous events and their outcomes");
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
    new SourceScenario(api, watch, terminal, expectations).run();
    return expectations.summary(skipped);
  }

  private void askForAnswer() throws InterruptedException {
    String address = "ada@Example.org";
    terminal.step("asked", "email-check", address);
    InvokeResult result = client.invoke("email-check", Map.of("address", address));
    told("email-check", result);
    expectations.expect("email-check answers valid", text(result).contains("\"valid\":true"));
  }

  private void askForBatch() throws InterruptedException {
    byte[] batch =
        BatchEvents.sqs(
                "{\"sku\":\"tea\",\"change\":5}",
                "{\"sku\":\"tea\",\"change\":-9}",
                "{\"sku\":\"tea\",\"change\":-2}")
            .getBytes(StandardCharsets.UTF_8);
    terminal.step("asked", "stock-movements", "a batch of 3 messages, the second cannot be booked");
    InvokeResult result = client.invoke("stock-movements", batch);
    told("stock-movements", result);
    expectations.expect(
        "stock-movements reports only the second message",
        text(result).equals("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-2\"}]}"));
  }

  private void told(String function, InvokeResult result) {
    terminal.step(
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
    terminal.step("handed over", "an event", "POST …/functions/event-receipt/invocations (Event)");
    client.invokeAsync("event-receipt", Map.of("hello", "world"));
    expectations.accepted("an event");
  }

  private void dropFile(String name, String function) throws IOException, InterruptedException {
    watch.expect(function, name);
    terminal.step("dropped", name, "into the folder");
    inbox.drop(name);
    expectations.accepted(name);
  }

  private void publish(String label, Map<String, Object> more) throws InterruptedException {
    Map<String, Object> order = new HashMap<>(more);
    order.put("customer", "Ada");
    order.put("lines", List.of(Map.of("quantity", 2, "price", 3.5)));
    watch.expect("order-confirmation", label);
    terminal.step("published", label, "CloudEvent to /v1/events/orders");
    client.publish("orders", CloudEvent.json("/demo/shop", "demo.order.placed", order));
    expectations.accepted(label);
  }

  private void checkOutcomes(Set<String> skipped) throws IOException, InterruptedException {
    if (!skipped.contains("event-receipt")) {
      expectations.delivered("an event", 1);
    }
    expectations.delivered("orders-may.csv", 1);
    expectations.delivered("orders-june.csv", 1);
    if (!skipped.contains("image-facts")) {
      expectations.delivered("logo.png", 1);
    }
    if (!skipped.contains("order-confirmation")) {
      expectations.delivered("order 1", 1);
      expectations.delivered("order 2 (outage)", 2);
    }
    givenUp("poison.csv");
  }

  private void givenUp(String label) throws IOException, InterruptedException {
    if (!expectations.givenUp(label)) {
      return;
    }
    Activity end = watch.of(label).getLast();
    String id = Json.text(end.members(), "deadLetterId");
    var letter = api.call("GET", "/v1/dead-letters/" + id, null);
    terminal.title("The dead letter, as GET /v1/dead-letters/" + id + " shows it");
    terminal.note("reason      " + Json.text(letter, "reason"));
    terminal.note("last error  " + Json.text(letter, "lastError"));
    for (Object each : Json.list(letter.get("attempts"))) {
      var attempt = Json.object(each);
      terminal.note(
          "attempt %s   %s, %s, %s"
              .formatted(
                  attempt.get("number"),
                  attempt.get("startedAt"),
                  attempt.get("outcome"),
                  attempt.get("errorType")));
    }
    byte[] payload = PayloadMapper.standard().write(letter.get("payload"));
    terminal.note("payload     " + new String(payload, StandardCharsets.UTF_8));
    expectations.expect(
        "the dead letter keeps all attempts",
        Json.list(letter.get("attempts")).size() == Deployment.RETRIES + 1);
    expectations.expect(
        "the dead letter keeps the payload", String.valueOf(letter.get("payload")).contains(label));
  }
}
