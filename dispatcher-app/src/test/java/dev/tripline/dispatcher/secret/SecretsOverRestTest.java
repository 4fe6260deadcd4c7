package dev.tripline.dispatcher.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import dev.tripline.testkit.server.AmqpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class SecretsOverRestTest {
  private static final String CANARY = "canary-91b4";

  @TempDir Path data;
  private ConfigurableApplicationContext context;
  private final StringBuilder answers = new StringBuilder();

  @BeforeEach
  void start() {
    context =
        SpringApplication.run(
            TriplineApplication.class,
            "--server.port=0",
            "--tripline.data-directory=" + data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.sources.allow=127.0.0.1");
  }

  @AfterEach
  void stop() {
    context.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    String port = context.getEnvironment().getProperty("local.server.port");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .header("Content-Type", "application/json")
                  .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      OpenApiDocument.SERVED.check(answer);
      answers.append(answer.headers()).append(answer.body()).append('\n');
      return answer;
    }
  }

  private void awaitTrigger(String name, String text) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!send("GET", "/v1/triggers/" + name, "").body().contains(text)) {
      assertThat(System.nanoTime()).as(name + " shows " + text).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void a_secret_is_used_and_never_shown(CapturedOutput output) throws Exception {
    try (AmqpServer broker = AmqpServer.start()) {
      send("POST", "/v1/functions", "{'name':'sink','url':'http://127.0.0.1:1/'}");
      assertThat(put("wrong", "{'username':'guest','password':'" + CANARY + "'}").statusCode())
          .isEqualTo(201);
      assertThat(put("text", "'" + CANARY + "'").statusCode()).isEqualTo(201);
      assertThat(put("text", "'" + CANARY + "2'").statusCode()).isEqualTo(200);
      assertThat(send("PUT", "/v1/secrets/broken", "{'value':" + CANARY + "}").statusCode())
          .isEqualTo(400);
      assertThat(send("PUT", "/v1/secrets/broken", "{'values':'" + CANARY + "'}").statusCode())
          .isEqualTo(400);

      assertThat(trigger("wrong", broker.port(), "secret:wrong").statusCode()).isEqualTo(201);
      awaitTrigger("wrong", "Failing");
      HttpResponse<String> text = trigger("text", broker.port(), "secret:text");
      assertThat(text.statusCode()).isEqualTo(400);
      assertThat(text.body()).contains("no JSON object", "give a username");
      HttpResponse<String> plain = trigger("plain", broker.port(), CANARY);
      assertThat(plain.statusCode()).isEqualTo(400);
      assertThat(plain.body()).contains("not the secret itself");
      assertThat(trigger("plain", broker.port(), "env:HOME").body())
          .contains("may only refer to env:TRIPLINE_SECRET_");
      assertThat(trigger("plain", broker.port(), "file:/etc/passwd").statusCode()).isEqualTo(400);
      assertThat(trigger("plain", broker.port(), "secret:nobody").body())
          .contains("refers to a secret that is not stored");

      HttpResponse<String> used = send("DELETE", "/v1/secrets/wrong", "");
      assertThat(used.statusCode()).isEqualTo(409);
      assertThat(used.body()).contains("trigger wrong");
      assertThat(send("GET", "/v1/secrets/wrong", "").body()).contains("\"trigger wrong\"");
      for (String path :
          List.of("/v1/secrets", "/v1/triggers", "/2015-03-31/event-source-mappings")) {
        send("GET", path, "");
      }
      assertThat(send("POST", "/v1/secrets/rotate-key", "").body()).contains("\"resealed\":2");
      send("DELETE", "/v1/triggers/wrong", "");
      assertThat(send("DELETE", "/v1/secrets/wrong", "").statusCode()).isEqualTo(204);
      assertThat(send("GET", "/v1/secrets/wrong", "").statusCode()).isEqualTo(404);
    }
    assertThat(answers.toString()).doesNotContain(CANARY);
    assertThat(output.getAll()).doesNotContain(CANARY);
  }

  @Test
  void of_simultaneous_first_puts_one_has_made_the_secret() throws Exception {
    List<Future<Integer>> puts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        puts.add(threads.submit(() -> put("raced", "'v'").statusCode()));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> put : puts) {
        statuses.add(put.get());
      }
      assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    }
  }

  private HttpResponse<String> put(String name, String value) throws Exception {
    return send("PUT", "/v1/secrets/" + name, "{'value':" + value + "}");
  }

  /// Without a username beside it, the secret is taken for one that has both.
  private HttpResponse<String> trigger(String name, int port, String password) throws Exception {
    return send(
        "POST",
        "/v1/triggers",
        "{'name':'%s','function':'sink','source':{'kind':'rabbitmq','host':'127.0.0.1','port':%d,'password':'%s','queue':'q'}}"
            .formatted(name, port, password));
  }
}
