package dev.tripline.dispatcher.trigger.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.process.ServerProcess;
import dev.tripline.testkit.server.KafkaServer;
import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;

/// Triggers that are only looked at, with real servers behind them.
class DryRunTest {
  private static SqsServer server;
  private static TriggerApp app;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    server = SqsServer.start();
    app = TriggerApp.onSqs(directory, server);
  }

  @AfterAll
  static void stop() {
    app.close();
    server.close();
  }

  private static JsonNode check(String name, String source) throws Exception {
    JsonNode draft =
        app.send(
                "POST",
                "/v1/triggers?dryRun=true",
                "{\"name\":\"%s\",\"function\":\"sink\",\"source\":%s}".formatted(name, source),
                200)
            .json();
    app.send("GET", "/v1/triggers/" + name, "", 404);
    return draft;
  }

  private static String queue(String name, Map<QueueAttributeName, String> attributes) {
    try (SqsClient sqs = server.client()) {
      sqs.createQueue(b -> b.queueName(name).attributes(attributes));
    }
    return SqsServer.queueArn(name);
  }

  @Test
  void queue_without_a_redrive_policy_is_warned_of() throws Exception {
    JsonNode draft =
        check("dry", "{\"kind\":\"sqs\",\"queueArn\":\"%s\"}".formatted(queue("dry", Map.of())));
    assertThat(draft.path("source").path("batchSize").intValue()).isEqualTo(10);
    assertThat(draft.path("warnings").toString()).contains("the queue has no RedrivePolicy");
  }

  @Test
  void bucket_that_cannot_be_listed_is_warned_of() throws Exception {
    app.send("PUT", "/v1/secrets/dry", "{\"value\":\"s3cret\"}", 201);
    int closed = ServerProcess.freePorts(1).getFirst();
    JsonNode draft =
        check(
            "listed",
            "{\"kind\":\"s3-listing\",\"bucket\":\"drops\",\"endpoint\":\"http://127.0.0.1:%d\",\"accessKeyId\":\"id\",\"secretAccessKey\":\"secret:dry\"}"
                .formatted(closed));
    assertThat(draft.path("warnings").toString())
        .contains("the store of bucket drops does not answer");
  }

  @Test
  void queue_that_is_not_there_is_refused_as_at_the_making() throws Exception {
    JsonNode problem =
        app.send(
                "POST",
                "/v1/triggers?dryRun=true",
                "{\"name\":\"no\",\"function\":\"sink\",\"source\":{\"kind\":\"sqs\",\"queueArn\":\"%s\"}}"
                    .formatted(SqsServer.queueArn("nowhere")),
                400)
            .json();
    assertThat(problem.toString()).contains("The specified queue does not exist");
  }

  @Test
  void queue_that_hides_messages_too_shortly_is_refused() throws Exception {
    String arn = queue("short", Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
    JsonNode problem =
        app.send(
                "POST",
                "/v1/triggers?dryRun=true",
                "{\"name\":\"no\",\"function\":\"sink\",\"source\":{\"kind\":\"sqs\",\"queueArn\":\"%s\"}}"
                    .formatted(arn),
                400)
            .json();
    assertThat(problem.toString()).contains("Queue visibility timeout: 1 seconds is less than");
  }

  @Test
  void topic_is_asked_for_and_settings_that_retry_for_ever_are_told() throws Exception {
    String topic = "{\"kind\":\"kafka\",\"bootstrapServers\":[\"%s\"],\"topic\":\"%s\"}";
    String servers;
    try (KafkaServer kafka = KafkaServer.start()) {
      servers = kafka.bootstrapServers();
      kafka.createTopic("there", 1);
      JsonNode there = check("topic", topic.formatted(servers, "there")).path("warnings");
      assertThat(there).hasSize(1);
      assertThat(there.path(0).asString()).contains("tried again for ever");
      assertThat(check("topic", topic.formatted(servers, "nowhere")).path("warnings").toString())
          .contains("nowhere");
      assertThat(filtered(servers, "{\"a\":[1]}"))
          .as("no record, no word")
          .doesNotContain("filter");
      try (var producer =
          new KafkaProducer<>(
              Map.<String, Object>of("bootstrap.servers", servers),
              new StringSerializer(),
              new StringSerializer())) {
        for (int i = 0; i < 20; i++) {
          producer.send(new ProducerRecord<>("there", "key", "plain text")).get();
        }
      }
      assertThat(filtered(servers, "{\"a\":[1]}"))
          .contains("looks for JSON in value, which none of the latest 10 records has");
      assertThat(filtered(servers, "[\"plain text\"]")).doesNotContain("filter");
    }
    assertThat(check("topic", topic.formatted(servers, "there")).path("warnings").toString())
        .contains("topic there cannot be read at " + servers);
  }

  private static String filtered(String servers, String condition) throws Exception {
    return check(
            "filtered",
            "{\"kind\":\"kafka\",\"bootstrapServers\":[\"%s\"],\"topic\":\"there\","
                    .formatted(servers)
                + "\"maxRetries\":1,\"filters\":[{\"value\":"
                + condition
                + "}]}")
        .path("warnings")
        .toString();
  }

  @Test
  void schedule_that_is_over_and_a_taken_name_are_refused() throws Exception {
    String request =
        "{\"name\":\"taken\",\"function\":\"sink\","
            + "\"source\":{\"kind\":\"schedule\",\"expression\":\"%s\"}}";
    String over = request.formatted("at(2020-01-01T00:00:00)");
    assertThat(app.send("POST", "/v1/triggers?dryRun=true", over, 400).text())
        .contains("it would never fire");
    app.send("POST", "/v1/triggers", request.formatted("rate(1 day)"), 201);
    app.send("POST", "/v1/triggers?dryRun=true", request.formatted("rate(1 day)"), 409);
  }

  @Test
  void change_is_only_looked_at_too_and_real_answers_have_warnings() throws Exception {
    JsonNode made =
        app.send(
                "POST",
                "/v1/triggers",
                """
                {"name":"real","function":"sink","paused":true,"source":{"kind":"kafka",\
                "bootstrapServers":["127.0.0.1:1"],"topic":"t"}}\
                """,
                201)
            .json();
    assertThat(made.path("warnings").toString()).contains("tried again for ever");
    String patch = "{\"source\":{\"maxRetries\":2,\"filters\":[{\"body\":[\"a\"]}]}}";
    JsonNode draft = app.send("PATCH", "/v1/triggers/real?dryRun=true", patch, 200).json();
    assertThat(draft.path("warnings").toString())
        .doesNotContain("for ever")
        .contains("no record of a kafka source has a member body", "127.0.0.1:1");
    assertThat(app.trigger("real").path("revision").intValue()).isEqualTo(1);
    JsonNode changed =
        app.send("PATCH", "/v1/triggers/real", "{\"source\":{\"maxRetries\":2}}", 200).json();
    assertThat(changed.path("revision").intValue()).isEqualTo(2);
    assertThat(changed.path("warnings")).isEmpty();
  }
}
