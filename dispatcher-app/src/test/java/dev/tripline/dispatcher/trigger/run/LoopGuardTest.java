package dev.tripline.dispatcher.trigger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/// Chains of invocations that go by way of sources.
class LoopGuardTest {
  private static final String TRACE =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:68fd508a:";

  @TempDir Path directory;

  @Test
  void event_at_the_end_of_a_chain_is_a_dead_letter_by_a_queue_and_over_http() throws Exception {
    try (SqsServer server = SqsServer.start();
        TriggerApp app = TriggerApp.onSqs(directory, server);
        SqsClient sqs = server.client()) {
      String url = sqs.createQueue(b -> b.queueName("ping")).queueUrl();
      app.send(
          "POST",
          "/v1/triggers",
          "{\"name\":\"ping\",\"function\":\"sink\",\"source\":{\"kind\":\"sqs\",\"queueArn\":\"%s\"}}"
              .formatted(SqsServer.queueArn("ping")),
          201);
      app.send(
          "POST",
          "/v1/triggers",
          "{\"name\":\"pong\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}",
          201);
      for (int count : new int[] {14, 15}) {
        put(sqs, url, count);
        assertThat(
                app.send(
                        "POST",
                        "/v1/events/pong",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        "http-" + count,
                        "ce-source",
                        "/test",
                        "ce-type",
                        "ping",
                        "X-Amzn-Trace-Id",
                        TRACE + count)
                    .status())
            .isEqualTo(202);
      }
      TriggerApp.await(() -> reasons(app).size() == 2, "two dead letters");
      assertThat(reasons(app)).containsOnly("RecursionLimitExceeded");
      app.awaitReceived(2);
      assertThat(app.received)
          .hasSize(2)
          .noneMatch(event -> event.matches("(?s).*(sqs|http)-15.*"));
    }
  }

  private static void put(SqsClient sqs, String url, int count) {
    sqs.sendMessage(b ->
        b.queueUrl(url)
            .messageBody("sqs-" + count)
            .messageSystemAttributes(
                Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(TRACE + count)
                        .build())));
  }

  private static List<String> reasons(TriggerApp app) {
    try {
      List<String> reasons = new ArrayList<>();
      app.send("GET", "/v1/dead-letters", "", 200)
          .json()
          .path("deadLetters")
          .forEach(letter -> reasons.add(letter.path("reason").asString()));
      return reasons;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
