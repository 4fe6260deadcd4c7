package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;

/// Queues of SQS through the whole application, against a server that speaks the protocol.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsTriggerTest {
  private static final String FAILURES = "{\"batchItemFailures\":%s}";

  private final List<String> handled = new CopyOnWriteArrayList<>();
  private SqsServer server;
  private SqsClient sqs;
  private TriggerApp app;
  private String url = "";
  private String visibility = "30";

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    server = SqsServer.start();
    sqs = server.client();
    app = TriggerApp.onSqs(temporary, server, "--tripline.sqs.longest-poll=1s");
  }

  @AfterAll
  void stop() {
    app.close();
    sqs.close();
    server.close();
  }

  @BeforeEach
  void forget() {
    handled.clear();
  }

  @AfterEach
  void deleteTrigger() throws Exception {
    app.send("DELETE", "/v1/triggers/orders", "", 204);
    app.reply = _ -> "null";
  }

  private void queue(String name, int visibilitySeconds) {
    Map<QueueAttributeName, String> attributes = new HashMap<>();
    if (name.endsWith(".fifo")) {
      attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
      attributes.put(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true");
    }
    url = sqs.createQueue(request -> request.queueName(name).attributes(attributes)).queueUrl();
    visibility = Integer.toString(visibilitySeconds);
  }

  /// The queue hides messages for a shorter time than the function may take, which is refused before,
  /// but not noticed afterwards.
  private void trigger(String queue, String more) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"orders","function":"sink","paused":true,"source":{"kind":"sqs","queueArn":"%s"%s}}\
        """
            .formatted(SqsServer.queueArn(queue), more),
        201);
    sqs.setQueueAttributes(request ->
        request
            .queueUrl(url)
            .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, visibility)));
    app.send("POST", "/v1/triggers/orders/resume", "", 200);
  }

  private void send(String body) {
    sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
  }

  private int left() {
    return sqs
        .getQueueAttributes(request ->
            request
                .queueUrl(url)
                .attributeNames(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .attributes()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }

  /// One entry a message: body and receive count.
  private static List<String> messages(String payload) {
    List<String> messages = new ArrayList<>();
    for (JsonNode record : TriggerApp.JSON.readTree(payload).path("Records")) {
      messages.add(
          record.path("body").asString()
              + "/"
              + record.path("attributes").path("ApproximateReceiveCount").asString());
    }
    return messages;
  }

  private static String id(String payload, String body) {
    for (JsonNode record : TriggerApp.JSON.readTree(payload).path("Records")) {
      if (record.path("body").asString().equals(body)) {
        return "[{\"itemIdentifier\":\"" + record.path("messageId").asString() + "\"}]";
      }
    }
    return "[]";
  }

  @Test
  void reported_message_comes_again_and_the_others_are_deleted() throws Exception {
    queue("partial", 2);
    app.reply =
        payload -> {
          handled.addAll(messages(payload));
          return messages(payload).contains("bad/1")
              ? FAILURES.formatted(id(payload, "bad"))
              : FAILURES.formatted("[]");
        };
    IntStream.range(0, 4).forEach(i -> send("good" + i));
    send("bad");
    trigger("partial", ",\"reportBatchItemFailures\":true");
    TriggerApp.await(() -> handled.contains("bad/2"), "the second attempt");
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(handled)
        .containsExactlyInAnyOrder("good0/1", "good1/1", "good2/1", "good3/1", "bad/1", "bad/2");
  }

  @Test
  void answers_that_are_not_understood_fail_the_whole_batch() throws Exception {
    queue("whole", 2);
    List<String> answers =
        new ArrayList<>(
            List.of(
                FAILURES.formatted("[{\"itemIdentifier\":\"\"}]"),
                FAILURES.formatted("[{\"itemIdentifier\":null}]"),
                FAILURES.formatted("[{\"id\":\"x\"}]"),
                FAILURES.formatted("[{\"itemIdentifier\":\"unknown\"}]"),
                "{\"batchItemFailures\"",
                FAILURES.formatted("null")));
    app.reply =
        payload -> {
          handled.addAll(messages(payload));
          return answers.removeFirst();
        };
    send("m");
    trigger("whole", ",\"reportBatchItemFailures\":true");
    TriggerApp.await(() -> left() == 0 && answers.isEmpty(), "an empty queue");
    assertThat(handled).containsExactly("m/1", "m/2", "m/3", "m/4", "m/5", "m/6");
  }

  @Test
  void filtered_message_is_deleted_without_an_invocation() throws Exception {
    queue("filtered", 30);
    app.reply =
        payload -> {
          handled.addAll(messages(payload));
          return "null";
        };
    send("{\"kind\":\"other\"}");
    send("plain");
    send("{\"kind\":\"wanted\"}");
    trigger("filtered", ",\"filters\":[{\"body\":{\"kind\":[\"wanted\"]}}]");
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(handled).containsExactly("{\"kind\":\"wanted\"}/1");
  }

  @Test
  void function_that_takes_longer_than_the_visibility_timeout_runs_once() throws Exception {
    queue("slow", 5);
    app.reply =
        payload -> {
          handled.addAll(messages(payload));
          LockSupport.parkNanos(Duration.ofSeconds(12).toNanos());
          return "null";
        };
    send("slow");
    trigger("slow", "");
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(handled).containsExactly("slow/1");
    String tooShort =
        "Queue visibility timeout: 5 seconds is less than Function timeout: 30 seconds";
    JsonNode trigger = app.trigger("orders");
    assertThat(trigger.path("warning").asString()).isEqualTo(tooShort);
    assertThat(trigger.path("pollers").asInt()).isBetween(1, 5);
    var refused =
        app.send(
            "PATCH", "/v1/triggers/orders", "{\"source\":{\"reportBatchItemFailures\":true}}", 400);
    assertThat(refused.text()).contains(tooShort);
    app.send("PATCH", "/v1/triggers/orders", "{\"paused\":true}", 200);
    app.awaitState("orders", "Paused");
    assertThat(app.trigger("orders").path("pollers").asInt()).isZero();
  }

  @Test
  void groups_of_a_fifo_queue_are_handled_in_order_also_after_failures() throws Exception {
    queue("ordered.fifo", 2);
    int groups = 4;
    int each = 6;
    Map<String, List<Integer>> done = new ConcurrentHashMap<>();
    Map<String, Integer> running = new ConcurrentHashMap<>();
    List<String> overlaps = new CopyOnWriteArrayList<>();
    app.reply =
        payload -> {
          String failed = null;
          for (JsonNode record : TriggerApp.JSON.readTree(payload).path("Records")) {
            String group = record.path("attributes").path("MessageGroupId").asString();
            int number = record.path("body").asString().charAt(2) - '0';
            if (running.merge(group, 1, Integer::sum) > 1) {
              overlaps.add(group);
            }
            boolean first =
                record.path("attributes").path("ApproximateReceiveCount").asString().equals("1");
            if (number == 2 && first) {
              failed = FAILURES.formatted(id(payload, group + number));
            } else if (failed == null) {
              done.computeIfAbsent(group, _ -> new CopyOnWriteArrayList<>()).add(number);
            }
            running.merge(group, -1, Integer::sum);
            if (failed != null) {
              return failed;
            }
          }
          return "null";
        };
    for (int i = 0; i < each; i++) {
      for (int g = 0; g < groups; g++) {
        String group = "g" + g;
        String body = group + i;
        sqs.sendMessage(request -> request.queueUrl(url).messageBody(body).messageGroupId(group));
      }
    }
    trigger("ordered.fifo", ",\"reportBatchItemFailures\":true,\"batchSize\":1");
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(overlaps).isEmpty();
    assertThat(done).hasSize(groups);
    assertThat(done.values())
        .allSatisfy(numbers ->
            assertThat(numbers)
                .containsExactlyElementsOf(IntStream.range(0, each).boxed().toList()));
  }

  private String aside(String name, int receives) {
    queue(name + "-aside.fifo", 30);
    String aside = url;
    queue(name + ".fifo", 2);
    String redrive =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
            .formatted(SqsServer.queueArn(name + "-aside.fifo"), receives);
    sqs.setQueueAttributes(request ->
        request.queueUrl(url).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive)));
    return aside;
  }

  private void sendInOrder(String... bodies) {
    for (String body : bodies) {
      sqs.sendMessage(request -> request.queueUrl(url).messageBody(body).messageGroupId("g"));
    }
  }

  private List<String> deadIn(String aside) {
    return sqs
        .receiveMessage(
            request -> request.queueUrl(aside).maxNumberOfMessages(10).waitTimeSeconds(2))
        .messages()
        .stream()
        .map(Message::body)
        .toList();
  }

  @Test
  void messages_that_the_function_does_not_name_are_done_also_behind_a_failure_in_their_group()
      throws Exception {
    String aside = aside("named", 2);
    app.reply =
        payload -> {
          handled.addAll(messages(payload));
          return FAILURES.formatted(id(payload, "bad1"));
        };
    sendInOrder("ok0", "bad1", "ok2", "ok3");
    trigger("named.fifo", ",\"reportBatchItemFailures\":true");
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(handled).containsExactly("ok0/1", "bad1/1", "ok2/1", "ok3/1", "bad1/2");
    assertThat(deadIn(aside)).containsExactly("bad1");
  }

  /// As AWS advises: the function stops at the first failure, and names it and the rest.
  @Test
  void poison_does_not_take_those_behind_it_in_its_group_along() throws Exception {
    String aside = aside("poison", 3);
    app.reply =
        payload -> {
          List<String> named = new ArrayList<>();
          for (JsonNode record : TriggerApp.JSON.readTree(payload).path("Records")) {
            String body = record.path("body").asString();
            if (body.equals("bad") || !named.isEmpty()) {
              named.add("{\"itemIdentifier\":\"" + record.path("messageId").asString() + "\"}");
            } else {
              handled.add(body);
            }
          }
          return FAILURES.formatted(named);
        };
    sendInOrder("m0", "bad", "m1", "m2", "m3", "m4");
    trigger("poison.fifo", ",\"reportBatchItemFailures\":true");
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(handled).containsExactly("m0", "m1", "m2", "m3", "m4");
    assertThat(deadIn(aside)).containsExactly("bad");
  }

  @Test
  void fifo_queue_that_puts_messages_aside_early_is_warned_of() throws Exception {
    aside("early", 2);
    trigger("early.fifo", "");
    TriggerApp.await(
        () -> warning().contains("Queue maxReceiveCount: 2"), "a warning; seen " + warning());
  }

  private String warning() {
    try {
      return app.trigger("orders").path("warning").asString("");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void pollers_grow_with_the_backlog_up_to_the_limit_of_the_trigger() throws Exception {
    queue("many", 30);
    int limit = 8;
    var running = new AtomicInteger();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    app.reply =
        _ -> {
          seen.add(running.incrementAndGet());
          LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
          running.decrementAndGet();
          return "null";
        };
    IntStream.range(0, 250).forEach(i -> send("m" + i));
    trigger("many", ",\"batchSize\":1,\"maxConcurrency\":" + limit);
    TriggerApp.await(() -> left() == 0, "an empty queue");
    assertThat(seen.stream().max(Comparator.naturalOrder())).contains(limit);
  }
}
