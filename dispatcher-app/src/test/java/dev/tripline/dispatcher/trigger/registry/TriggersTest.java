package dev.tripline.dispatcher.trigger.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.AmqpServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Triggers through the whole application.
class TriggersTest {
  private @TempDir Path temporary;
  private TriggerApp app;
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    app =
        new TriggerApp(temporary.resolve("data"), "--tripline.triggers.folder-roots=" + temporary);
    folder = Files.createDirectory(temporary.resolve("in"));
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private void createFolder(String more) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"files","function":"sink","source":{"kind":"folder","path":"%s",
         "bucket":"uploads","settleSeconds":0.1,"rescanSeconds":0.2%s}}\
        """
            .formatted(folder, more),
        201);
  }

  @Test
  void file_reaches_the_function_as_an_s3_event_also_after_pause_change_and_restart()
      throws Exception {
    createFolder("");
    Files.writeString(folder.resolve("a b.txt"), "hello");
    app.awaitReceived(1);
    JsonNode s3 =
        TriggerApp.JSON.readTree(app.received.getFirst()).path("Records").path(0).path("s3");
    assertThat(s3.path("object").path("key").asString()).isEqualTo("a+b.txt");
    assertThat(s3.path("object").path("eTag").asString())
        .isEqualTo("5d41402abc4b2a76b9719d911017c592");
    app.awaitState("files", "Enabled");

    app.send("POST", "/v1/triggers/files/pause", "", 200);
    app.awaitState("files", "Paused");
    Files.writeString(folder.resolve("while-paused"), "x");
    app.restart();
    app.awaitState("files", "Paused");
    assertThat(app.received).hasSize(1);
    app.send("POST", "/v1/triggers/files/resume", "", 200);
    app.awaitReceived(2);
    assertThat(app.received.get(1)).contains("while-paused");

    app.send("PATCH", "/v1/triggers/files", "{\"source\":{\"suffix\":\".jpg\"}}", 200);
    Files.writeString(folder.resolve("no.txt"), "x");
    Files.writeString(folder.resolve("yes.jpg"), "x");
    app.awaitReceived(3);
    assertThat(app.received.get(2)).contains("yes.jpg");
    assertThat(app.trigger("files").path("revision").asInt()).isEqualTo(4);

    app.send("DELETE", "/v1/triggers/files", "", 204);
    app.send("GET", "/v1/triggers/files", "", 404);
    createFolder(",\"reportExisting\":false");
    Files.writeString(folder.resolve("new"), "x");
    app.awaitReceived(4);
    assertThat(app.received.get(3)).contains("\"new\"");
  }

  @Test
  void vanished_folder_makes_the_trigger_fail_visibly_and_recover() throws Exception {
    createFolder("");
    app.awaitState("files", "Enabled");
    Files.delete(folder);
    app.awaitState("files", "Failing");
    JsonNode failing = app.trigger("files");
    assertThat(failing.path("lastError").path("message").asString()).contains("in");
    assertThat(failing.path("nextRetryAt").isString()).isTrue();
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("back"), "x");
    app.awaitReceived(1);
    app.awaitState("files", "Enabled");
  }

  @Test
  void trigger_warns_while_its_function_does_not_exist() throws Exception {
    createFolder("");
    String queue =
        """
        {"name":"queue","function":"sink","source":{"kind":"rabbitmq","uri":"amqp://127.0.0.1:1",
         "queue":"q"}}\
        """;
    app.send("POST", "/v1/triggers", queue, 201);
    String function = app.send("GET", "/v1/functions/sink", "", 200).json().path("url").asString();
    assertThat(app.trigger("files").path("warning").isNull()).isTrue();
    app.send("DELETE", "/v1/functions/sink", "", 204);
    for (String name : List.of("files", "queue")) {
      assertThat(app.trigger(name).path("warning").asString())
          .as(name)
          .startsWith("its function sink does not exist");
    }
    app.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + function + "\"}", 201);
    assertThat(app.trigger("files").path("warning").isNull()).isTrue();
  }

  @Test
  void queue_is_delivered_in_batches_and_failures_become_dead_letters() throws Exception {
    try (AmqpServer server = AmqpServer.start();
        Connection connection = connect(server)) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("q", true, false, false, null);
      app.send(
          "POST",
          "/v1/triggers",
          """
          {"name":"queue","function":"sink","source":{"kind":"rabbitmq",
           "uri":"amqp://127.0.0.1:%d","queue":"q","batchSize":10,"maxAttempts":2,"managementPort":1,
           "backoff":{"initialSeconds":0.1,"maxSeconds":1}}}\
          """
              .formatted(server.port()),
          201);
      send(channel, "one");
      app.awaitReceived(1);
      assertThat(app.received.getFirst())
          .contains("\"aws:rmq\"", "\"q::/\"", "\"data\":\"b25l\"", "\"attempt\":1");
      app.status = 400;
      send(channel, "poison");
      TriggerApp.await(() -> deadLetters().size() == 1, "a dead letter");
      app.status = 200;
      JsonNode letter = deadLetters().get(0);
      assertThat(letter.path("trigger").asString())
          .isEqualTo(app.trigger("queue").path("id").asString());
      assertThat(app.received).hasSize(3);
      assertThat(app.received.get(2)).contains("\"attempt\":2");
      String id = letter.path("id").asString();
      JsonNode attempts =
          app.send("GET", "/v1/dead-letters/" + id, "", 200).json().path("attempts");
      assertThat(attempts.size()).isEqualTo(2);
      assertThat(attempts.at("/0/number").asInt()).isEqualTo(1);
      assertThat(attempts.at("/0/errorMessage").asString()).contains("400");
      JsonNode trigger = app.trigger("queue");
      assertThat(trigger.path("pollers").asInt()).isEqualTo(1);
      assertThat(trigger.path("warning").asString()).contains("management API cannot be asked");
      app.send("POST", "/v1/dead-letters/" + letter.path("id").asString() + "/redrive", "", 202);
      app.awaitReceived(4);
      assertThat(app.received.get(3)).contains("\"data\":\"cG9pc29u\"");
      JsonNode counts = app.trigger("queue").path("counts");
      assertThat(counts.path("succeeded").asInt()).isEqualTo(1);
      assertThat(counts.path("deadLettered").asInt()).isEqualTo(1);
      assertThat(app.trigger("queue").path("inFlight").asInt()).isZero();
    }
    app.awaitState("queue", "Failing");
    assertThat(app.trigger("queue").path("lastError").path("message").asString()).contains("q");
  }

  private JsonNode deadLetters() {
    try {
      return app.send("GET", "/v1/dead-letters", "", 200).json().path("deadLetters");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Connection connect(AmqpServer server) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(server.uri());
    return factory.newConnection();
  }

  private static void send(Channel channel, String body) throws Exception {
    channel.basicPublish(
        "", "q", MessageProperties.PERSISTENT_BASIC, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void cloud_events_are_accepted_once_and_refused_clearly() throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"events\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}",
        201);
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"t\",\"data\":\"%s\"}";
    String structured = "application/cloudevents+json";
    String batch = "application/cloudevents-batch+json";
    String path = "/v1/events/events";
    String one = event.formatted("1", "x");
    TriggerApp.Answer first = app.send("POST", path, one, "Content-Type", structured);
    assertThat(first.status()).isEqualTo(202);
    TriggerApp.Answer again = app.send("POST", path, one, "Content-Type", structured);
    assertThat(again.json().path("duplicates").asInt()).isEqualTo(1);
    assertThat(again.json().path("requestIds"))
        .as("the id under which it was accepted")
        .isEqualTo(first.json().path("requestIds"));
    String two = event.formatted("2", "x");
    String three = event.formatted("3", "x");
    TriggerApp.Answer bad = app.send("POST", path, "[" + two + ",{}]", "Content-Type", batch);
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.text()).contains("[1].specversion", "nothing was accepted");
    assertThat(
            app.send("POST", path, "[" + two + "," + three + "]", "Content-Type", batch)
                .json()
                .path("accepted")
                .asInt())
        .isEqualTo(2);
    String large = event.formatted("4", "x".repeat(1024 * 1024));
    assertThat(app.send("POST", path, large, "Content-Type", structured).status()).isEqualTo(413);
    assertThat(
            app.send(
                    "POST",
                    path,
                    "{\"a\":1}",
                    "Content-Type",
                    "application/json",
                    "ce-specversion",
                    "1.0",
                    "ce-id",
                    "5",
                    "ce-source",
                    "/s",
                    "ce-type",
                    "t")
                .status())
        .isEqualTo(202);
    app.awaitReceived(4);
    assertThat(app.received).hasSize(4);
    assertThat(app.send("POST", "/v1/events/none", one, "Content-Type", structured).status())
        .isEqualTo(404);
    app.send("POST", "/v1/triggers/events/pause", "", 200);
    assertThat(app.send("POST", path, one, "Content-Type", structured).status()).isEqualTo(503);
  }

  @Test
  void everything_that_is_wrong_with_a_request_is_said_at_once() throws Exception {
    TriggerApp.Answer answer =
        app.send(
            "POST",
            "/v1/triggers",
            """
            {"name":"no spaces","function":"missing","typo":1,"source":{"kind":"rabbitmq",
             "uri":"amqp://user:topsecret@host","password":"plainsecret","batchSize":10001,
             "batchWindowSeconds":301,"maxAttempts":"3","unknown":true}}\
            """,
            400);
    assertThat(TriggerApp.fields(answer.json()))
        .containsExactlyInAnyOrder(
            "name",
            "function",
            "typo",
            "source.uri",
            "source.password",
            "source.queue",
            "source.batchSize",
            "source.batchWindowSeconds",
            "source.maxAttempts",
            "source.unknown");
    assertThat(answer.text()).doesNotContain("topsecret").doesNotContain("plainsecret");
    for (String body : List.of("", "[]", "{", "{\"name\":\"a\",\"name\":\"b\"}")) {
      app.send("POST", "/v1/triggers", body, 400);
    }
    assertThat(
            TriggerApp.fields(
                app.send(
                        "POST",
                        "/v1/triggers",
                        """
                        {"name":"f","function":"sink","source":{"kind":"folder","path":"/nowhere",
                         "bucket":"No","events":["s3:Nothing"]}}\
                        """,
                        400)
                    .json()))
        .containsExactlyInAnyOrder("source.path", "source.bucket", "source.events");
    createFolder("");
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"files\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}",
        409);
    app.send("PATCH", "/v1/triggers/files", "{\"source\":{\"kind\":\"http\"}}", 400);
    app.send("PATCH", "/v1/triggers/nothing", "{}", 404);
    app.send("DELETE", "/v1/triggers/nothing", "", 404);
  }
}
