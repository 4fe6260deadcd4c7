package dev.tripline.dispatcher.trigger.kind.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.testkit.topic.CertificateAuthority;
import dev.tripline.testkit.topic.CertificateAuthority.Identity;
import dev.tripline.testkit.topic.SnsPublisher;
import dev.tripline.testkit.topic.SnsWeb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/// A dispatcher with access control to which SNS posts, with a host of SNS that is ours.
class SnsTriggerTest {
  private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:orders";

  @TempDir static Path directory;

  private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

  private static @Nullable SigningTrust trust;
  private static GuardedDispatcher dispatcher;
  private static HttpServer function;
  private static SnsWeb web;
  private static GuardedWebRead read;
  private static SnsPublisher publisher;
  private static SnsPublisher forger;
  private static HttpClient http;

  /// The web of this test in place of the real one.
  static final class OwnWeb {
    @Bean
    SigningTrust signingTrust() {
      return Objects.requireNonNull(trust);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.create(Files.createDirectory(directory.resolve("known")));
    Identity sns = authority.issue("sns.amazonaws.com", 30);
    Identity stranger =
        CertificateAuthority.create(Files.createDirectory(directory.resolve("foreign")))
            .issue("sns.amazonaws.com", 30);
    web = new SnsWeb(authority.issue("sns.us-east-1.amazonaws.com", 30));
    web.serve(SnsPublisher.CERTIFICATE_PATH, sns.pem());
    AddressResolver here = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    read = new GuardedWebRead(here, authority.client(), web.port());
    trust = new SigningTrust(read, List.of(authority.certificate()));
    publisher = new SnsPublisher(sns, TOPIC, "1");
    forger = new SnsPublisher(stranger, TOPIC, "1");
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    function.createContext(
        "/",
        exchange -> {
          RECEIVED.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    function.start();
    dispatcher =
        GuardedDispatcher.start(
            List.of(OwnWeb.class),
            directory.resolve("data"),
            "--tripline.endpoints.allow=127.0.0.1");
    dispatcher.admin(
        "POST",
        "/v1/functions",
        "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:%d/\"}"
            .formatted(function.getAddress().getPort()),
        201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"orders\",\"function\":\"sink\",\"source\":{\"kind\":\"sns\",\"topics\":[\"%s\"]}}"
            .formatted(TOPIC),
        201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"inbox\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}",
        201);
  }

  @AfterAll
  static void stop() throws Exception {
    dispatcher.close();
    function.stop(0);
    read.close();
    web.close();
    http.close();
  }

  private static HttpResponse<String> post(
      String trigger, SnsPublisher from, String type, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + "/v1/events/" + trigger))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    from.headers(type).forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void message_with_a_signature_needs_no_token_and_comes_once() throws Exception {
    byte[] body = SnsPublisher.body(publisher.notification("m-1", "Hello", "first", Instant.now()));
    assertThat(post("orders", publisher, "Notification", body).statusCode()).isEqualTo(200);
    assertThat(post("orders", publisher, "Notification", body).statusCode()).isEqualTo(200);
    byte[] last = publisher.notification("last", Instant.now());
    assertThat(post("orders", publisher, "Notification", last).statusCode()).isEqualTo(200);
    TriggerApp.await(
        () -> RECEIVED.stream().anyMatch(event -> event.contains("\"last\"")), "the last message");
    assertThat(RECEIVED.stream().filter(event -> event.contains("\"first\""))).hasSize(1);
    assertThat(RECEIVED.getFirst())
        .contains("\"EventSource\":\"aws:sns\"", "\"TopicArn\":\"" + TOPIC + "\"");
  }

  @Test
  void messages_that_the_filter_policy_does_not_want_are_in_the_ledger() throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        """
        {"name":"books","function":"sink","source":{"kind":"sns","topics":["%s"],
         "filterPolicyScope":"MessageBody","filterPolicy":{"kind":["book"]}}}
        """
            .formatted(TOPIC),
        201);
    for (String kind : List.of("book", "pen", "ink")) {
      byte[] body =
          SnsPublisher.body(
              publisher.notification(kind, null, "{\"kind\":\"" + kind + "\"}", Instant.now()));
      assertThat(post("books", publisher, "Notification", body).statusCode()).isEqualTo(200);
    }
    TriggerApp.await(() -> totals("books").path("received").asInt() == 3, "three in the ledger");
    JsonNode totals = totals("books");
    assertThat(totals.path("filtered").asInt()).isEqualTo(2);
    assertThat(totals.path("delivered").asInt()).isEqualTo(1);
  }

  private static JsonNode totals(String trigger) {
    try {
      return dispatcher.admin("GET", "/v1/triggers/" + trigger + "/ledger", "", 200).path("totals");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void forged_messages_are_refused_and_other_triggers_are_closed() throws Exception {
    int before = RECEIVED.size();
    byte[] forged = forger.notification("forged", Instant.now());
    assertThat(post("orders", forger, "Notification", forged).statusCode()).isEqualTo(403);
    Map<String, String> changed = publisher.notification("m-2", null, "text", Instant.now());
    changed.put("Message", "forged");
    assertThat(post("orders", publisher, "Notification", SnsPublisher.body(changed)).statusCode())
        .isEqualTo(403);
    byte[] bomb = "{\"a\":".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    assertThat(post("orders", publisher, "Notification", bomb).statusCode()).isEqualTo(400);
    byte[] valid = publisher.notification("text", Instant.now());
    for (String trigger : List.of("inbox", "nothing", "orders%2Finbox", "inbox;orders")) {
      assertThat(post(trigger, publisher, "Notification", valid).statusCode())
          .as(trigger)
          .isIn(400, 401);
    }
    assertThat(dispatcher.status("", "GET", "/v1/triggers/orders")).isEqualTo(401);
    assertThat(dispatcher.status("tripline_nonsense", "POST", "/v1/events/orders")).isEqualTo(401);
    assertThat(RECEIVED.stream().skip(before)).noneMatch(event -> event.contains("forged"));
  }

  @Test
  void subscription_is_confirmed_at_the_host_of_sns() throws Exception {
    byte[] body =
        SnsPublisher.body(
            publisher.confirmation(
                "SubscriptionConfirmation",
                "token",
                "http://127.0.0.1:" + function.getAddress().getPort() + "/stolen",
                Instant.now()));
    assertThat(post("orders", publisher, "SubscriptionConfirmation", body).statusCode())
        .isEqualTo(200);
    assertThat(web.requests())
        .anyMatch(asked ->
            asked.startsWith("/?Action=ConfirmSubscription") && asked.endsWith("Token=token"));
  }

  @Test
  void redirects_are_not_followed() {
    web.redirectTo("http://127.0.0.1:" + function.getAddress().getPort() + "/metadata");
    int before = RECEIVED.size();
    try {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(() ->
                  read.get(
                      URI.create(
                          "https://sns.us-east-1.amazonaws.com" + SnsPublisher.CERTIFICATE_PATH))))
          .hasMessageContaining("status 302");
    } finally {
      web.redirectTo(null);
    }
    assertThat(RECEIVED).hasSize(before);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> read.get(URI.create("https://sns.eu-west-1.amazonaws.com/x.pem"))))
        .as("a host with another name")
        .isInstanceOf(javax.net.ssl.SSLException.class);
  }

  @Test
  void message_that_is_a_notification_of_a_bucket_is_an_event_of_the_bucket() throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        """
        {"name":"uploads","function":"sink","source":{"kind":"sns","topics":["%s"],
         "objects":{"events":["s3:ObjectCreated:*"],"suffix":".jpg"}}}
        """
            .formatted(TOPIC),
        201);
    String document =
        """
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-31T12:00:00.000Z",        "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"album"},        "object":{"key":"%s","size":5,"sequencer":"01"}}}]}\
        """;
    for (String text :
        List.of(
            document.formatted("sea.png"),
            document.formatted("sea.jpg"),
            document.formatted("sea.jpg"),
            "{\"Event\":\"s3:TestEvent\"}")) {
      byte[] body = publisher.notification(text, Instant.now());
      assertThat(post("uploads", publisher, "Notification", body).statusCode()).isEqualTo(200);
    }
    byte[] none = publisher.notification("no notification", Instant.now());
    assertThat(post("uploads", publisher, "Notification", none).statusCode()).isEqualTo(400);
    byte[] forged = forger.notification(document.formatted("forged.jpg"), Instant.now());
    assertThat(post("uploads", forger, "Notification", forged).statusCode()).isEqualTo(403);
    TriggerApp.await(
        () -> RECEIVED.stream().anyMatch(event -> event.contains("\"sea.jpg\"")), "the event");
    TriggerApp.await(
        () -> ledger().contains("\"received\":4,\"delivered\":1,\"filtered\":2,\"deduplicated\":1"),
        "the ledger to count events");
    assertThat(RECEIVED.stream().filter(event -> event.contains("sea.")))
        .hasSize(1)
        .first()
        .asString()
        .contains("\"eventSource\":\"aws:s3\"");
  }

  private static String ledger() {
    try {
      return dispatcher
          .admin("GET", "/v1/triggers/uploads/ledger", "", 200)
          .path("totals")
          .toString();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void forms_that_make_no_sense_are_refused() throws Exception {
    for (String source :
        List.of(
            "{\"kind\":\"sns\"}",
            "{\"kind\":\"sns\",\"topics\":[]}",
            "{\"kind\":\"sns\",\"topics\":[\"arn:aws:sqs:us-east-1:123456789012:q\"]}",
            "{\"kind\":\"sns\",\"topics\":[\"arn:aws:sns:evil.example/:123456789012:q\"]}",
            "{\"kind\":\"sns\",\"topics\":[\"%s\"],\"filterPolicy\":{\"a\":1}}".formatted(TOPIC),
            "{\"kind\":\"sns\",\"topics\":[\"%s\"],\"raw\":{\"user\":\"u\"}}".formatted(TOPIC),
            "{\"kind\":\"sns\",\"topics\":[\"%s\"],\"raw\":{\"user\":\"u\",\"password\":\"plain\"}}"
                .formatted(TOPIC))) {
      assertThat(
              dispatcher
                  .send(
                      dispatcher.adminToken(),
                      "POST",
                      "/v1/triggers",
                      "{\"name\":\"bad\",\"function\":\"sink\",\"source\":" + source + "}")
                  .statusCode())
          .as(source)
          .isEqualTo(400);
    }
  }
}
