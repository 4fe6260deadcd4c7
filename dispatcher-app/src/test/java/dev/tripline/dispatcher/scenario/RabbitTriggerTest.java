package dev.tripline.dispatcher.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import dev.tripline.dispatcher.trigger.format.CloudEventsReceived;
import dev.tripline.spi.source.Event;
import dev.tripline.testkit.server.RabbitServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/// Queues of RabbitMQ through the whole application, against a real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitTriggerTest {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private RabbitServer server;
  private final ConnectionFactory factory = new ConnectionFactory();
  private TriggerApp app;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    server = RabbitServer.start();
    factory.setHost("127.0.0.1");
    factory.setPort(server.port());
    factory.setAutomaticRecoveryEnabled(false);
    app = new TriggerApp(temporary.resolve("data"));
  }

  @AfterAll
  void stop() {
    if (server != null) {
      app.close();
      server.close();
    }
  }

  @AfterEach
  void delete() throws Exception {
    app.send("DELETE", "/v1/triggers/orders", "");
    app.taken = _ -> true;
    app.reply = _ -> "null";
    done.clear();
  }

  private void declare(String queue, Map<String, Object> arguments) throws Exception {
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, true, false, false, arguments);
    }
  }

  private void send(String queue, String... bodies) throws Exception {
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      for (String body : bodies) {
        channel.basicPublish(
            "", queue, MessageProperties.PERSISTENT_BASIC, body.getBytes(StandardCharsets.UTF_8));
      }
      channel.waitForConfirmsOrDie(20_000);
    }
  }

  private String form(String queue, String more) {
    return """
    {"name":"orders","function":"sink","source":{"kind":"rabbitmq","host":"127.0.0.1","port":%d,\
    "queue":"%s","backoff":{"initialSeconds":0.1,"maxSeconds":0.1}%s}}\
    """
        .formatted(server.port(), queue, more);
  }

  private static List<String> bodies(String payload) {
    List<String> bodies = new ArrayList<>();
    for (JsonNode queue : TriggerApp.JSON.readTree(payload).path("rmqMessagesByQueue")) {
      for (JsonNode message : queue) {
        bodies.add(
            new String(
                Base64.getDecoder().decode(message.path("data").asString()),
                StandardCharsets.UTF_8));
      }
    }
    return bodies;
  }

  private long left(String queue) {
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      return channel.messageCount(queue);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<String> dead() {
    try {
      List<String> dead = new ArrayList<>();
      for (JsonNode letter :
          app.send("GET", "/v1/dead-letters", "", 200).json().path("deadLetters")) {
        String id = letter.path("id").asString();
        JsonNode payload =
            app.send("GET", "/v1/dead-letters/" + id, "", 200).json().path("payload");
        dead.addAll(bodies(payload.isString() ? payload.asString() : payload.toString()));
      }
      return dead;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void messages_are_cloud_events_on_request() throws Exception {
    declare("told", Map.of("x-queue-type", "quorum"));
    app.received.clear();
    app.send("POST", "/v1/triggers", form("told", ",\"format\":\"cloudevents\""), 201);
    send("told", "{\"a\":1}");
    Event event = CloudEventsReceived.single(app, true);
    assertThat(event.source()).contains("told");
    assertThat(event.payload()).asString(StandardCharsets.UTF_8).contains("\"a\":1");
  }

  @Test
  void one_bad_message_does_not_take_the_others_of_its_batch_along() throws Exception {
    declare("mates", Map.of("x-queue-type", "quorum"));
    app.taken = payload -> !bodies(payload).contains("bad");
    app.reply =
        payload -> {
          if (!bodies(payload).contains("bad")) {
            done.addAll(bodies(payload));
          }
          return "null";
        };
    send("mates", "good-1", "bad", "good-2");
    app.send("POST", "/v1/triggers", form("mates", ""), 201);
    TriggerApp.await(() -> done.size() >= 2 && dead().contains("bad"), "all three to end");
    assertThat(done).containsExactlyInAnyOrder("good-1", "good-2");
    assertThat(dead()).contains("bad").doesNotContain("good-1", "good-2");
    TriggerApp.await(() -> left("mates") == 0, "an empty queue");
  }

  @Test
  void message_that_is_given_up_beside_a_kill_of_the_broker_is_one_dead_letter() throws Exception {
    declare("killed", Map.of());
    server.flush();
    var runs = new AtomicInteger();
    app.taken = payload -> !bodies(payload).contains("poison");
    app.reply =
        payload -> {
          if (runs.incrementAndGet() == 2) {
            // The broker does not hear that the message is done with.
            server.kill();
            server.startAgain();
          }
          return "null";
        };
    send("killed", "poison");
    app.send("POST", "/v1/triggers", form("killed", ",\"maxAttempts\":2"), 201);
    TriggerApp.await(() -> runs.get() >= 3, "the message to come again");
    TriggerApp.await(() -> left("killed") == 0 && inFlight() == 0, "an empty queue");
    assertThat(dead()).filteredOn(body -> body.equals("poison")).hasSize(1);
  }

  private int inFlight() {
    try {
      return app.trigger("orders").path("inFlight").asInt(-1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stream_is_refused_when_a_trigger_is_made_and_when_it_runs() throws Exception {
    declare("log", Map.of("x-queue-type", "stream"));
    send("log", "a");
    String refused = app.send("POST", "/v1/triggers", form("log", ""), 400).text();
    assertThat(refused).contains("source.queue", "stream");
    // It is made before its queue is.
    app.send("POST", "/v1/triggers", form("later", ""), 201);
    declare("later", Map.of("x-queue-type", "stream"));
    TriggerApp.await(() -> lastError().contains("it is a stream"), "the refusal");
    assertThat(app.trigger("orders").path("state").asString()).isEqualTo("Failing");
  }

  private String lastError() {
    try {
      return app.trigger("orders").path("lastError").toString();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void wrong_password_is_told_by_the_trigger_alone(CapturedOutput output) throws Exception {
    declare("locked", Map.of());
    app.send("PUT", "/v1/secrets/wrong", "{\"value\":\"no such password\"}", 201);
    String login = ",\"username\":\"guest\",\"password\":\"secret:wrong\"";
    app.send("POST", "/v1/triggers", form("locked", login), 201);
    TriggerApp.await(() -> lastError().contains("ACCESS_REFUSED"), "the refusal");
    assertThat(output).contains("Trigger orders").doesNotContain("ForgivingExceptionHandler");
  }

  @Test
  void plain_secret_without_a_user_name_is_refused() throws Exception {
    declare("secured", Map.of());
    app.send("PUT", "/v1/secrets/rb", "{\"value\":\"guest\"}", 201);
    String withoutUser = form("secured", ",\"password\":\"secret:rb\"");
    String refused = app.send("POST", "/v1/triggers", withoutUser, 400).text();
    assertThat(refused).contains("source.password", "give a username").doesNotContain("\"guest\"");
    app.send(
        "POST",
        "/v1/triggers",
        form("secured", ",\"username\":\"guest\",\"password\":\"secret:rb\""),
        201);
    app.awaitState("orders", "Enabled");
  }
}
