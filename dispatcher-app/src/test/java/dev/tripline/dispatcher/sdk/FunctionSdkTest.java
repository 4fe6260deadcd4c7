package dev.tripline.dispatcher.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.rest.AsyncApiDocument;
import dev.tripline.sdk.client.ClientSettings;
import dev.tripline.sdk.client.CloudEvent;
import dev.tripline.sdk.client.InvokeResult;
import dev.tripline.sdk.client.TriplineClient;
import dev.tripline.sdk.client.TriplineException;
import dev.tripline.sdk.json.PayloadMapper;
import dev.tripline.sdk.testing.BatchEvents;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Handlers and client of the SDK against the whole service, over HTTP and in worker processes.
class FunctionSdkTest {
  private static final Map<String, Object> READING = Map.of("celsius", 20, "failures", 0);
  private static final String PACKAGE = Thermometer.class.getPackageName() + ".";

  @TempDir static Path directory;

  private static ConfigurableApplicationContext service;
  private static URI endpoint;
  private static TriplineClient client;
  private static BlockingQueue<DeliveryEvent> happened;

  @BeforeAll
  static void start() throws Exception {
    service =
        SpringApplication.run(
            TriplineApplication.class,
            "--server.port=0",
            "--tripline.data-directory=" + directory.resolve("data"),
            "--tripline.retry.error-wait=100ms");
    String port = service.getEnvironment().getRequiredProperty("local.server.port");
    endpoint = URI.create("http://127.0.0.1:" + port);
    client = new TriplineClient(ClientSettings.of(endpoint));
    happened = new LinkedBlockingQueue<>();
    service.getBean(DeliveryEvents.class).subscribe(happened::add);
    byte[] zip = FunctionPackage.of(Thermometer.class, Bookings.class);
    create("thermometer", PACKAGE + "Thermometer", zip);
    create("bookings", PACKAGE + "Bookings", zip);
    call(
        "/v1/triggers",
        Map.of("name", "readings", "function", "thermometer", "source", Map.of("kind", "http")));
  }

  @AfterAll
  static void stop() {
    client.close();
    service.close();
  }

  @Test
  void a_typed_handler_answers_a_call() throws InterruptedException {
    var result = (InvokeResult.Succeeded) client.invoke("thermometer", READING);

    assertThat(result.as(Thermometer.Report.class))
        .isEqualTo(new Thermometer.Report(68, result.requestId(), 1));
    assertThat(result.executedVersion()).isEqualTo("$LATEST");
  }

  @Test
  void an_exception_arrives_with_its_class_and_message() throws InterruptedException {
    var result = client.invoke("thermometer", Map.of("celsius", 20, "failures", 9));

    assertThat(result)
        .isInstanceOfSatisfying(
            InvokeResult.FunctionFailed.class,
            failed -> {
              assertThat(failed.errorType()).isEqualTo("java.lang.IllegalStateException");
              assertThat(failed.errorMessage()).isEqualTo("no contact at attempt 1");
            });
  }

  @Test
  void a_batch_handler_reports_what_failed() throws InterruptedException {
    String batch = BatchEvents.sqs("{\"amount\":1}", "{\"amount\":-1}", "nonsense");

    var result = client.invoke("bookings", batch.getBytes(StandardCharsets.UTF_8));

    assertThat(result)
        .isInstanceOfSatisfying(
            InvokeResult.Succeeded.class,
            success ->
                assertThat(new String(success.payload(), StandardCharsets.UTF_8))
                    .contains("message-2", "message-3")
                    .doesNotContain("message-1"));
  }

  @Test
  void a_retried_function_learns_its_attempt_under_the_same_id() throws InterruptedException {
    String id = client.invokeAsync("thermometer", Map.of("celsius", 20, "failures", 1));

    assertThat(await(id, DeliveryEvent.Delivered.class).attempt()).isEqualTo(2);
  }

  @Test
  void an_event_published_twice_is_accepted_once() throws InterruptedException {
    var event = CloudEvent.json("/attic", "reading", READING).withId("reading-1");
    int before = happened.size();

    client.publish("readings", event);
    client.publish("readings", event);
    String id = client.invokeAsync("thermometer", READING);
    await(id, DeliveryEvent.Accepted.class);

    assertThat(happened.stream().skip(before))
        .filteredOn(each -> each instanceof DeliveryEvent.Accepted)
        .hasSize(2);
  }

  @Test
  void an_unknown_function_is_refused() {
    var e = catchThrowableOfType(TriplineException.class, () -> client.invoke("nobody", null));

    assertThat(e.kind()).isEqualTo(TriplineException.Kind.REFUSED);
    assertThat(e.errorType()).isEqualTo("ResourceNotFoundException");
    assertThat(e).hasMessageContaining("Function not found");
  }

  @Test
  void an_unknown_trigger_is_refused() {
    var event = CloudEvent.json("/attic", "reading", READING);

    var e = catchThrowableOfType(TriplineException.class, () -> client.publish("nobody", event));

    assertThat(e.kind()).isEqualTo(TriplineException.Kind.REFUSED);
    assertThat(e.status()).isEqualTo(404);
  }

  @Test
  void a_watcher_is_told_what_happens() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest watch =
          HttpRequest.newBuilder(endpoint.resolve("/v1/activity?function=thermometer")).build();
      var lines = http.send(watch, BodyHandlers.ofLines()).body().iterator();
      assertThat(lines.next()).isEqualTo("event: watching");
      String kind = "watching";

      String id = client.invokeAsync("thermometer", READING);

      String told = "";
      while (!told.contains("\"requestId\":\"" + id + "\"")) {
        told = lines.next();
        if (told.startsWith("event: ")) {
          kind = told.substring("event: ".length());
        } else if (told.startsWith("data: ")) {
          AsyncApiDocument.check("activity", kind, told.substring("data: ".length()));
        }
      }
      assertThat(told).startsWith("data: {\"at\":").contains("\"function\":\"thermometer\"");
      http.shutdownNow();
    }
  }

  private static <T extends DeliveryEvent> T await(String requestId, Class<T> kind) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < end) {
      for (DeliveryEvent event : happened) {
        if (kind.isInstance(event) && event.toString().contains(requestId)) {
          return kind.cast(event);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    throw new AssertionError(
        kind.getSimpleName() + " of " + requestId + " did not happen, but " + happened);
  }

  private static void create(String name, String handler, byte[] zip) throws Exception {
    call(
        "/2015-03-31/functions",
        Map.of(
            "FunctionName",
            name,
            "Runtime",
            "java25",
            "Handler",
            handler,
            "Role",
            "arn:aws:iam::000000000000:role/test",
            "MemorySize",
            256,
            "Timeout",
            30,
            "Code",
            Map.of("ZipFile", Base64.getEncoder().encodeToString(zip))));
    URI configuration = endpoint.resolve("/2015-03-31/functions/" + name + "/configuration");
    String last = "";
    for (int i = 0; i < 1000; i++) {
      last = send(HttpRequest.newBuilder(configuration).build()).body();
      if (last.contains("\"State\":\"Active\"")) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new AssertionError(name + " did not become active: " + last);
  }

  private static void call(String path, Object body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(PayloadMapper.standard().write(body)))
            .build();
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).describedAs(response.body()).isEqualTo(201);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }
}
