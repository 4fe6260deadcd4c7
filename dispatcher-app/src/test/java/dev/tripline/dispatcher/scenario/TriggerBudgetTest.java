package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Batches of a trigger that names a resource, from a real queue.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggerBudgetTest {
  private static final int MESSAGES = 40;
  private static final int BUDGET = 2;

  private SqsServer server;
  private SqsClient sqs;
  private TriggerApp app;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    server = SqsServer.start();
    sqs = server.client();
    app = TriggerApp.onSqs(temporary, server, "--tripline.sqs.longest-poll=1s");
    app.send("PUT", "/v1/resources/orders-db", "{\"budget\":" + BUDGET + "}", 201);
  }

  @AfterAll
  void stop() {
    app.close();
    sqs.close();
    server.close();
  }

  @Test
  void batches_run_within_the_budget_and_none_is_lost() throws Exception {
    assertThat(mostAtOnce("free", "")).as("without a budget").isGreaterThan(BUDGET);
    assertThat(mostAtOnce("bound", ",\"resource\":\"orders-db\"")).isBetween(1, BUDGET);
  }

  /// Sends messages, waits until each was handled, and deletes the trigger.
  private int mostAtOnce(String name, String more) throws Exception {
    String url = sqs.createQueue(request -> request.queueName(name)).queueUrl();
    for (int i = 0; i < MESSAGES; i++) {
      String body = name + "-" + i + ";";
      sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch crowded = new CountDownLatch(BUDGET + 1);
    app.received.clear();
    app.reply =
        _ -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          crowded.countDown();
          // Each of the first waits for one more than the budget allows, so that more would be
          // seen.
          awaitSome(crowded);
          running.decrementAndGet();
          return "null";
        };
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"%s","function":"sink",
         "source":{"kind":"sqs","queueArn":"%s","batchSize":1,"maxConcurrency":10}%s}
        """
            .formatted(name, SqsServer.queueArn(name), more),
        201);
    for (int i = 0; i < MESSAGES; i++) {
      String body = name + "-" + i + ";";
      TriggerApp.await(() -> app.received.stream().anyMatch(event -> event.contains(body)), body);
    }
    app.send("DELETE", "/v1/triggers/" + name, "", 204);
    return most.get();
  }

  private static void awaitSome(CountDownLatch crowded) {
    try {
      crowded.await(150, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
