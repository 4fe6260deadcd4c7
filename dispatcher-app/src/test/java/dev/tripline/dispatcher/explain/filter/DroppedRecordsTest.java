package dev.tripline.dispatcher.explain.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;

/// Messages of a real queue that a trigger's filter drops, and filters that are tried on them.
class DroppedRecordsTest {

  @Test
  void dropped_record_is_shown_with_the_clause_and_other_filters_can_be_tried(
      @TempDir Path directory) throws Exception {
    try (SqsServer server = SqsServer.start();
        SqsClient sqs = server.client();
        TriggerApp app = TriggerApp.onSqs(directory, server, "--tripline.sqs.longest-poll=1s")) {
      String url =
          sqs.createQueue(request ->
                  request
                      .queueName("orders")
                      .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "900")))
              .queueUrl();
      app.send(
          "POST",
          "/v1/triggers",
          """
          {"name":"orders","function":"sink","source":{"kind":"sqs","queueArn":"%s",
           "filters":[{"body":{"state":["paid"],"total":[{"numeric":[">",10]}]}}]}}\
          """
              .formatted(SqsServer.queueArn("orders")),
          201);
      assertThat(refused(app, "{\"filters\":[{\"body\":{\"total\":[{\"most\":5}]}}]}"))
          .as("without a record to test it on")
          .containsExactly("filters");
      assertThat(refused(app, "{\"filters\":[]}")).containsExactly("filters");
      for (String body :
          List.of(
              "{\"state\":\"open\",\"total\":20}",
              "{\"state\":\"paid\",\"total\":5}",
              "{\"state\":\"paid\",\"total\":30}")) {
        sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
      }
      TriggerApp.await(() -> dropped(app).size() == 2, "two records were dropped");
      assertThat(dropped(app).valueStream().map(DroppedRecordsTest::clause))
          .containsExactlyInAnyOrder(
              "body.state [\"paid\"] \"open\"", "body.total [{\"numeric\":[\">\",10]}] 5");
      app.awaitReceived(1);

      JsonNode trial = test(app, "{\"filters\":[{\"body\":{\"state\":[\"open\",\"paid\"]}}]}");
      assertThat(trial.path("tested").asInt()).isEqualTo(3);
      assertThat(trial.path("matched").asInt()).isEqualTo(3);
      assertThat(test(app, "{\"filters\":[{\"body\":{\"total\":[5]}}]}").path("matched").asInt())
          .isEqualTo(1);
      assertThat(refused(app, "{\"filters\":[{\"body\":\"paid\"}]}")).containsExactly("filters");
      assertThat(app.received).hasSize(1);
    }
  }

  private static JsonNode test(TriggerApp app, String filters) throws Exception {
    return app.send("POST", "/v1/triggers/orders/filter-test", filters, 200).json();
  }

  private static List<String> refused(TriggerApp app, String filters) throws Exception {
    return TriggerApp.fields(
        app.send("POST", "/v1/triggers/orders/filter-test", filters, 400).json());
  }

  private static JsonNode dropped(TriggerApp app) {
    try {
      return app.send("GET", "/v1/triggers/orders/dropped", "", 200).json().path("dropped");
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String clause(JsonNode dropped) {
    JsonNode unmet = dropped.path("misses").path(0).path("unmet");
    assertThat(unmet).as(dropped.toString()).hasSize(1);
    return unmet.path(0).path("path").asString()
        + " "
        + unmet.path(0).path("wanted").asString()
        + " "
        + unmet.path(0).path("seen").asString();
  }
}
