package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;

/// Triggers of SQS that stop while their long polls are under way. The queue puts a message aside at its
/// second receive, and hides it for longer than these tests wait.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqsStopTest {
  private static final String HIDDEN_SECONDS = "600";

  private final List<String> handled = new CopyOnWriteArrayList<>();
  private SqsServer server;
  private SqsClient sqs;
  private TriggerApp app;
  private String name = "";
  private String url = "";
  private String aside = "";

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    server = SqsServer.start();
    sqs = server.client();
    app = TriggerApp.onSqs(temporary, server);
  }

  @AfterAll
  void stop() {
    app.close();
    sqs.close();
    server.close();
  }

  @BeforeEach
  void create(TestInfo test) throws Exception {
    handled.clear();
    app.reply = this::handle;
    String method = test.getTestMethod().orElseThrow().getName();
    name = method.substring(0, Math.min(60, method.length()));
    aside = sqs.createQueue(request -> request.queueName(name + "-aside")).queueUrl();
    url =
        sqs.createQueue(request ->
                request
                    .queueName(name)
                    .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, HIDDEN_SECONDS)))
            .queueUrl();
    redrive(1);
    register();
  }

  private void redrive(int receives) {
    String policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
            .formatted(SqsServer.queueArn(name + "-aside"), receives);
    sqs.setQueueAttributes(request ->
        request.queueUrl(url).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)));
  }

  private void register() throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"orders","function":"sink","source":{"kind":"sqs","queueArn":"%s"}}\
        """
            .formatted(SqsServer.queueArn(name)),
        201);
    app.awaitState("orders", "Enabled");
  }

  @AfterEach
  void delete() throws Exception {
    app.send("DELETE", "/v1/triggers/orders", "", 204);
  }

  private String handle(String payload) {
    for (JsonNode record : TriggerApp.JSON.readTree(payload).path("Records")) {
      handled.add(
          record.path("body").asString()
              + "/"
              + record.path("attributes").path("ApproximateReceiveCount").asString());
    }
    return "null";
  }

  private void send(String body) {
    sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
  }

  private void assertHandledOnce(String... bodies) {
    TriggerApp.await(() -> handled.size() >= bodies.length, "messages; seen " + handled);
    assertThat(handled).containsExactlyInAnyOrder(bodies);
    assertThat(sqs.receiveMessage(request -> request.queueUrl(aside).waitTimeSeconds(1)).messages())
        .isEmpty();
  }

  @Test
  void message_that_is_sent_after_an_update_is_received_once() throws Exception {
    app.send("PATCH", "/v1/triggers/orders", "{\"source\":{\"batchSize\":5}}", 200);
    send("at once");
    app.awaitState("orders", "Enabled");
    send("later");
    assertHandledOnce("at once/1", "later/1");
  }

  @Test
  void update_does_not_wait_for_a_batch_that_is_with_the_function() throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    app.reply =
        payload -> {
          if (payload.contains("\"slow\"")) {
            begun.countDown();
            try {
              boolean _ = release.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          return handle(payload);
        };
    send("slow");
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    app.send("PATCH", "/v1/triggers/orders", "{\"source\":{\"batchSize\":5}}", 200);
    app.awaitState("orders", "Enabled");
    send("quick");
    TriggerApp.await(() -> handled.contains("quick/1"), "the quick one");
    release.countDown();
    assertHandledOnce("quick/1", "slow/1");
  }

  @Test
  void message_that_is_sent_while_a_trigger_pauses_is_handled_then_or_when_it_is_resumed()
      throws Exception {
    app.send("POST", "/v1/triggers/orders/pause", "", 200);
    send("at once");
    app.awaitState("orders", "Paused");
    send("later");
    app.send("POST", "/v1/triggers/orders/resume", "", 200);
    assertHandledOnce("at once/1", "later/1");
  }

  @Test
  void message_that_is_sent_after_a_trigger_was_deleted_waits_for_the_next() throws Exception {
    app.send("DELETE", "/v1/triggers/orders", "", 204);
    send("at once");
    register();
    assertHandledOnce("at once/1");
  }

  @Test
  void message_that_is_sent_while_the_dispatcher_ends_is_handled_then_or_by_the_next()
      throws Exception {
    var ending = new CountDownLatch(1);
    Thread ender =
        Thread.ofPlatform()
            .start(() -> {
              ending.countDown();
              app.restart();
            });
    assertThat(ending.await(60, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 30; i++) {
      send("m" + i);
      ender.join(100);
    }
    ender.join();
    TriggerApp.await(() -> handled.size() >= 30, "messages; seen " + handled);
    assertThat(handled).hasSize(30).allMatch(message -> message.endsWith("/1"));
    assertThat(sqs.receiveMessage(request -> request.queueUrl(aside).waitTimeSeconds(1)).messages())
        .isEmpty();
  }
}
