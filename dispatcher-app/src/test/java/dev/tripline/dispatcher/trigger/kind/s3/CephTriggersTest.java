package dev.tripline.dispatcher.trigger.kind.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.CephServer;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.RabbitServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;
import tools.jackson.databind.JsonNode;

/// Notifications and listings of a real gateway of Ceph, at a dispatcher with access control.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CephTriggersTest {
  private final List<String> received = new CopyOnWriteArrayList<>();
  private CephServer ceph;
  private S3Client s3;
  private SnsClient sns;
  private HttpServer sink;
  private GuardedDispatcher dispatcher;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    Optional<String> missing = CephServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    ceph = CephServer.start();
    s3 =
        LocalAws.at(ceph.endpoint(), S3Client.builder())
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(Apache5HttpClient.create())
            .build();
    sns =
        LocalAws.at(ceph.endpoint(), SnsClient.builder())
            .httpClient(Apache5HttpClient.create())
            .build();
    sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "null".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    String url = "http://127.0.0.1:" + sink.getAddress().getPort() + "/";
    dispatcher.admin("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + url + "\"}", 201);
  }

  @AfterAll
  void stop() {
    if (ceph != null) {
      dispatcher.close();
      sink.stop(0);
      sns.close();
      s3.close();
      ceph.close();
    }
  }

  private void trigger(String name, String source) throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"%s\",\"function\":\"sink\",\"source\":%s}".formatted(name, source),
        201);
  }

  private void notify(String bucket, Map<String, String> topic) {
    String arn =
        sns.createTopic(r ->
                r.name(bucket)
                    .attributes(topic)
                    .overrideConfiguration(o -> o.putHeader("X-Forwarded-Proto", "https")))
            .topicArn();
    s3.createBucket(r -> r.bucket(bucket));
    s3.putBucketNotificationConfiguration(r ->
        r.bucket(bucket)
            .notificationConfiguration(n ->
                n.topicConfigurations(
                    TopicConfiguration.builder()
                        .id("notify")
                        .topicArn(arn)
                        .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                        .build())));
  }

  private List<String> of(String bucket) {
    List<String> events = new ArrayList<>();
    for (String payload : received) {
      JsonNode record = TriggerApp.JSON.readTree(payload).path("Records").path(0);
      if (record.at("/s3/bucket/name").asString().equals(bucket)) {
        assertThat(record.path("eventSource").asString()).isEqualTo("aws:s3");
        events.add(
            record.path("eventName").asString() + " " + record.at("/s3/object/key").asString());
      }
    }
    return events;
  }

  private void change(String bucket) {
    s3.putObject(r -> r.bucket(bucket).key("in/50%+off é.txt"), RequestBody.fromString("hello"));
    s3.deleteObject(r -> r.bucket(bucket).key("in/50%+off é.txt"));
  }

  private static final String[] EXPECTED = {
    "ObjectCreated:Put in/50%25%2Boff+%C3%A9.txt", "ObjectRemoved:Delete in/50%25%2Boff+%C3%A9.txt"
  };

  @Test
  void gateway_pushes_over_http_with_a_token_in_its_url() throws Exception {
    trigger("pushed", "{\"kind\":\"s3\",\"prefix\":\"in/\"}");
    String token = dispatcher.token("ceph", "publisher");
    String endpoint =
        "http://ceph:"
            + token
            + "@127.0.0.1:"
            + dispatcher.endpoint().getPort()
            + "/v1/events/pushed";
    notify("pushed", Map.of("push-endpoint", endpoint));
    change("pushed");
    TriggerApp.await(() -> of("pushed").size() >= 2, "two events");
    assertThat(of("pushed")).containsExactlyInAnyOrder(EXPECTED);
  }

  @Test
  void gateway_pushes_into_a_queue_of_rabbitmq() throws Exception {
    Optional<String> missing = RabbitServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (RabbitServer rabbit = RabbitServer.start()) {
      var factory = new com.rabbitmq.client.ConnectionFactory();
      factory.setHost("127.0.0.1");
      factory.setPort(rabbit.port());
      try (var connection = factory.newConnection();
          var channel = connection.createChannel()) {
        channel.exchangeDeclare("notices", "topic", true);
        channel.queueDeclare("notices", true, false, false, Map.of());
        channel.queueBind("notices", "notices", "#");
      }
      trigger(
          "queued",
          "{\"kind\":\"rabbitmq\",\"host\":\"127.0.0.1\",\"port\":%d,\"queue\":\"notices\",\"objects\":{}}"
              .formatted(rabbit.port()));
      notify(
          "queued",
          Map.of(
              "push-endpoint",
              "amqp://127.0.0.1:" + rabbit.port(),
              "amqp-exchange",
              "notices",
              "amqp-ack-level",
              "broker"));
      change("queued");
      TriggerApp.await(() -> of("queued").size() >= 2, "two events");
      assertThat(of("queued")).containsExactlyInAnyOrder(EXPECTED);
      dispatcher.admin("DELETE", "/v1/triggers/queued", "", 204);
    }
  }

  @Test
  void bucket_of_the_gateway_is_listed() throws Exception {
    s3.createBucket(r -> r.bucket("listed"));
    s3.putObject(r -> r.bucket("listed").key("a b"), RequestBody.fromString("hello"));
    dispatcher.admin(
        "PUT", "/v1/secrets/ceph", "{\"value\":\"" + CephServer.SECRET_KEY + "\"}", 201);
    trigger(
        "listed",
        """
        {"kind":"s3-listing","bucket":"listed","endpoint":"%s","accessKeyId":"%s",
         "secretAccessKey":"secret:ceph","pollSeconds":0.2,"versions":true}
        """
            .formatted(ceph.endpoint(), CephServer.ACCESS_KEY));
    TriggerApp.await(() -> of("listed").size() >= 1, "an event");
    s3.deleteObject(r -> r.bucket("listed").key("a b"));
    TriggerApp.await(() -> of("listed").size() >= 2, "two events");
    assertThat(of("listed")).containsExactly("ObjectCreated:Put a+b", "ObjectRemoved:Delete a+b");
  }
}
