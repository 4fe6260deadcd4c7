package dev.tripline.dispatcher.trigger.kind.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.server.SqsServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.databind.JsonNode;

/// Buckets through the whole application: notifications over HTTP and out of a queue, and listings of a
/// real store.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3TriggersTest {
  private static final String NOTIFICATION =
      """
      {"EventName":"s3:ObjectCreated:Put","Key":"photos/%1$s","Records":[{"eventVersion":"2.0",\
      "eventSource":"minio:s3","eventTime":"2026-01-31T12:00:00.000Z","eventName":"s3:ObjectCreated:Put",\
      "s3":{"bucket":{"name":"photos"},"object":{"key":"%1$s","size":5,"sequencer":"%2$s"}}}]}\
      """;

  private S3Server store;
  private S3Client s3;
  private SqsServer queues;
  private SqsClient sqs;
  private TriggerApp app;
  private String place = "";

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    store = S3Server.start();
    store.createBucket("photos");
    s3 =
        LocalAws.at(store.endpoint(), S3Client.builder())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
            .forcePathStyle(true)
            .httpClient(Apache5HttpClient.create())
            .build();
    queues = SqsServer.start();
    sqs = queues.client();
    app = new TriggerApp(temporary.resolve("data"), "--tripline.sqs.longest-poll=1s");
    app.send("PUT", "/v1/secrets/s3-key", "{\"value\":\"" + S3Server.SECRET_KEY + "\"}", 201);
    place =
        """
        "endpoint":"%s","accessKeyId":"%s","secretAccessKey":"secret:s3-key"
        """
            .formatted(store.endpoint(), S3Server.ACCESS_KEY);
  }

  @AfterAll
  void stop() {
    app.close();
    sqs.close();
    queues.close();
    s3.close();
    store.close();
  }

  @AfterEach
  void delete() throws Exception {
    app.send("DELETE", "/v1/triggers/photos", "", 204);
    app.received.clear();
  }

  private void trigger(String source) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"photos\",\"function\":\"sink\",\"source\":" + source + "}",
        201);
  }

  private List<String> received() {
    List<String> received = new ArrayList<>();
    for (String payload : app.received) {
      JsonNode record = TriggerApp.JSON.readTree(payload).path("Records").path(0);
      received.add(
          record.path("eventName").asString()
              + " "
              + record.path("s3").path("object").path("key").asString());
    }
    return received;
  }

  private void put(String key, String content) {
    s3.putObject(request -> request.bucket("photos").key(key), RequestBody.fromString(content));
  }

  @Test
  void notification_of_a_store_reaches_the_function_once() throws Exception {
    trigger("{\"kind\":\"s3\",\"events\":[\"s3:ObjectCreated:*\"],\"suffix\":\".jpg\"}");
    String sent = NOTIFICATION.formatted("a+b.jpg", "01");
    assertThat(app.send("POST", "/v1/events/photos", sent, 202).json().path("accepted").asInt())
        .isEqualTo(1);
    JsonNode again = app.send("POST", "/v1/events/photos", sent, 202).json();
    assertThat(again.path("duplicates").asInt()).isEqualTo(1);
    JsonNode other =
        app.send("POST", "/v1/events/photos", NOTIFICATION.formatted("a.png", "02"), 202).json();
    assertThat(other.path("filtered").asInt()).isEqualTo(1);
    app.awaitReceived(1);
    assertThat(received()).containsExactly("ObjectCreated:Put a+b.jpg");
    String test = "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"photos\"}";
    app.send("POST", "/v1/events/photos", test, 202);
    app.send("POST", "/v1/events/photos", "{\"Records\":[{}]}", 400);
  }

  @Test
  void change_that_arrives_behind_a_later_one_is_left_out_on_request() throws Exception {
    trigger("{\"kind\":\"s3\",\"skipOlder\":true}");
    assertThat(taken("a.jpg", "0A")).isEqualTo("accepted 1, duplicates 0, filtered 0");
    assertThat(taken("a.jpg", "09FF")).isEqualTo("accepted 0, duplicates 0, filtered 1");
    assertThat(taken("b.jpg", "01")).isEqualTo("accepted 1, duplicates 0, filtered 0");
    assertThat(taken("a.jpg", "0A00")).isEqualTo("accepted 1, duplicates 0, filtered 0");
    assertThat(taken("a.jpg", "0a1")).isEqualTo("accepted 1, duplicates 0, filtered 0");
    List<Callable<String>> requests = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String sequencer = "0B%02X".formatted(i * 7 % 24);
      requests.add(() -> taken("a.jpg", sequencer));
    }
    try (var connections = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : connections.invokeAll(requests)) {
        assertThat(answer.get()).contains("duplicates 0");
      }
    }
    assertThat(taken("a.jpg", "0B16")).isEqualTo("accepted 0, duplicates 0, filtered 1");
    assertThat(taken("a.jpg", "0B17")).isEqualTo("accepted 0, duplicates 1, filtered 0");
    TriggerApp.await(
        () -> app.received.stream().anyMatch(event -> event.contains("\"0B17\"")), "the latest");
    assertThat(app.received).noneMatch(event -> event.contains("\"09FF\""));
  }

  private String taken(String key, String sequencer) throws Exception {
    JsonNode answer =
        app.send("POST", "/v1/events/photos", NOTIFICATION.formatted(key, sequencer), 202).json();
    return "accepted %s, duplicates %s, filtered %s"
        .formatted(answer.path("accepted"), answer.path("duplicates"), answer.path("filtered"));
  }

  @Test
  void bytes_of_the_object_come_with_the_notification() throws Exception {
    put("small.txt", "hello");
    put("large.txt", "x".repeat(2_000));
    trigger(
        "{\"kind\":\"s3\",\"buckets\":[\"photos\"],\"includeObject\":{\"maxBytes\":1000,"
            + place
            + "}}");
    for (String key : List.of("small.txt", "large.txt", "gone.txt", "a/../small.txt")) {
      app.send("POST", "/v1/events/photos", NOTIFICATION.formatted(key, "01"), 202);
    }
    app.awaitReceived(4);
    for (String payload : app.received) {
      JsonNode object = TriggerApp.JSON.readTree(payload).at("/Records/0/s3/object");
      switch (object.path("key").asString()) {
        case "small.txt" ->
            assertThat(Base64.getDecoder().decode(object.path("body").asString()))
                .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        case "large.txt" -> assertThat(object.path("bodyOmitted").asString()).isEqualTo("TooLarge");
        default -> assertThat(object.path("bodyOmitted").asString()).isEqualTo("Gone");
      }
    }
  }

  @Test
  void object_is_read_by_the_link_in_its_event_until_it_changes() throws Exception {
    put("linked/1.txt", "0123456789");
    trigger(listing("\"prefix\":\"linked/\",\"pollSeconds\":60,\"objectLink\":{}"));
    app.awaitReceived(1);
    JsonNode object = TriggerApp.JSON.readTree(app.received.getFirst()).at("/Records/0/s3/object");
    URI link = URI.create(object.path("link").asString());
    assertThat(app.send("GET", link.getPath(), "").text()).isEqualTo("0123456789");
    TriggerApp.Answer part = app.send("GET", link.getPath(), "", "Range", "bytes=-3");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("789");
    assertThat(app.send("GET", link.getPath(), "", "Range", "bytes=10-").status()).isEqualTo(416);
    put("linked/1.txt", "changed");
    assertThat(app.send("GET", link.getPath(), "").status()).isEqualTo(409);
    s3.deleteObject(request -> request.bucket("photos").key("linked/1.txt"));
    assertThat(app.send("GET", link.getPath(), "").status()).isEqualTo(410);
  }

  @Test
  void notified_object_has_a_link_if_its_state_is_known() throws Exception {
    put("noticed.txt", "hello");
    String tag =
        s3.headObject(request -> request.bucket("photos").key("noticed.txt"))
            .eTag()
            .replace("\"", "");
    trigger(
        "{\"kind\":\"s3\",\"buckets\":[\"photos\"],\"objectLink\":{\"seconds\":60," + place + "}}");
    String notice = NOTIFICATION.formatted("noticed.txt", "01");
    app.send("POST", "/v1/events/photos", notice, 202);
    app.send(
        "POST",
        "/v1/events/photos",
        notice.replace("\"size\"", "\"eTag\":\"" + tag + "\",\"size\""),
        202);
    app.awaitReceived(2);
    int links = 0;
    for (String payload : app.received) {
      JsonNode object = TriggerApp.JSON.readTree(payload).at("/Records/0/s3/object");
      if (object.has("link")) {
        links++;
        String path = URI.create(object.path("link").asString()).getPath();
        assertThat(app.send("GET", path, "").text()).isEqualTo("hello");
      } else {
        assertThat(object.path("linkOmitted").asString()).isEqualTo("NoVersion");
      }
    }
    assertThat(links).isEqualTo(1);
  }

  @Test
  void objects_may_be_read_of_named_buckets_only() throws Exception {
    TriggerApp.Answer refused =
        app.send(
            "POST",
            "/v1/triggers",
            "{\"name\":\"x\",\"function\":\"sink\",\"source\":{\"kind\":\"s3\",\"includeObject\":{"
                + place
                + "}}}",
            400);
    assertThat(TriggerApp.fields(refused.json())).containsExactly("source.buckets");
    assertThat(refused("{\"kind\":\"s3\",\"objectLink\":{" + place + "}}"))
        .containsExactly("source.buckets");
    trigger("{\"kind\":\"s3\"}");
  }

  @Test
  void listed_bucket_is_reported_across_a_restart() throws Exception {
    put("listed/1.txt", "1");
    trigger(listing("\"prefix\":\"listed/\",\"pollSeconds\":0.2,\"includeObject\":{}"));
    app.awaitReceived(1);
    app.awaitState("photos", "Enabled");
    assertThat(TriggerApp.JSON.readTree(app.received.getFirst()).at("/Records/0/s3/object/body"))
        .hasToString("\"MQ==\"");
    app.send("POST", "/v1/triggers/photos/pause", "", 200);
    app.awaitState("photos", "Paused");
    put("listed/2.txt", "1");
    s3.deleteObject(request -> request.bucket("photos").key("listed/1.txt"));
    app.restart();
    app.send("POST", "/v1/triggers/photos/resume", "", 200);
    app.awaitReceived(3);
    assertThat(received())
        .containsExactlyInAnyOrder(
            "ObjectCreated:Put listed/1.txt",
            "ObjectRemoved:Delete listed/1.txt",
            "ObjectCreated:Put listed/2.txt");
  }

  @Test
  void bucket_that_cannot_be_listed_is_refused() throws Exception {
    String missing = listing("\"bucket\":\"missing\"").replace("\"bucket\":\"photos\",", "");
    assertThat(refused(missing)).containsExactly("source.bucket");
    assertThat(refused(listing("\"events\":[\"s3:ObjectTagging:*\"]")))
        .containsExactly("source.events");
    URI metadata = URI.create("http://169.254.169.254");
    assertThat(refused(listing("").replace(store.endpoint().toString(), metadata.toString())))
        .containsExactly("source.endpoint");
    assertThat(
            refused(
                "{\"kind\":\"s3-listing\",\"bucket\":\"photos\",\"endpoint\":\""
                    + store.endpoint()
                    + "\"}"))
        .containsExactly("source.accessKeyId");
    trigger("{\"kind\":\"s3\"}");
  }

  private List<String> refused(String source) throws Exception {
    return TriggerApp.fields(
        app.send(
                "POST",
                "/v1/triggers",
                "{\"name\":\"x\",\"function\":\"sink\",\"source\":" + source + "}",
                400)
            .json());
  }

  private String listing(String more) {
    return "{\"kind\":\"s3-listing\",\"bucket\":\"photos\","
        + place
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  @Test
  void notifications_out_of_a_queue_are_events_of_their_own() throws Exception {
    String url = sqs.createQueue(request -> request.queueName("notices")).queueUrl();
    String envelope =
        TriggerApp.JSON
            .createObjectNode()
            .put("Type", "Notification")
            .put("Message", NOTIFICATION.formatted("topic.jpg", "01"))
            .toString();
    for (String body :
        List.of(
            NOTIFICATION.formatted("queued.jpg", "01"),
            NOTIFICATION.formatted("queued.jpg", "01"),
            NOTIFICATION.formatted("queued.png", "02"),
            envelope,
            "{\"Event\":\"s3:TestEvent\"}")) {
      sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }
    trigger(
        """
        {"kind":"sqs","queueUrl":"%s","accessKeyId":"%s","secretAccessKey":"secret:s3-key",
         "objects":{"suffix":".jpg"}}
        """
            .formatted(queues.queueUrl("notices"), LocalAws.ACCESS_KEY));
    app.awaitReceived(2);
    TriggerApp.await(() -> left(url) == 0, "an empty queue");
    assertThat(received())
        .containsExactlyInAnyOrder("ObjectCreated:Put queued.jpg", "ObjectCreated:Put topic.jpg");
  }

  private int left(String url) {
    return sqs
        .getQueueAttributes(request ->
            request
                .queueUrl(url)
                .attributeNamesWithStrings(
                    "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"))
        .attributesAsStrings()
        .values()
        .stream()
        .mapToInt(Integer::parseInt)
        .sum();
  }
}
