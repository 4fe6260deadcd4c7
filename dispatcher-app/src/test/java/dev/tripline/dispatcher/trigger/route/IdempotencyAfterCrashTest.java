package dev.tripline.dispatcher.trigger.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.store.Stores;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dispatcher that died between the acceptance of an event and the note of its result, or behind that.
class IdempotencyAfterCrashTest {
  @TempDir Path data;

  @Test
  void a_request_that_comes_again_after_a_crash_is_answered_with_the_first_result()
      throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    String first;
    try (RunningDispatcher dispatcher = RunningDispatcher.start(data)) {
      Packages.create(dispatcher.lambda(), "echo", Packages.ECHO);
      assertThat(
              dispatcher
                  .send(
                      "POST",
                      "/v1/triggers",
                      "{\"name\":\"later\",\"function\":\"echo\",\"source\":{\"kind\":\"route\","
                          + "\"method\":\"POST\",\"path\":\"/later\",\"async\":true}}")
                  .statusCode())
          .isEqualTo(201);
      first = post(dispatcher).body();
      dispatcher
          .bean(Stores.class)
          .writer()
          .write(sql -> sql.sql("UPDATE idempotency_key SET status = NULL").update());
    }
    try (RunningDispatcher dispatcher = RunningDispatcher.start(data)) {
      HttpResponse<String> again = post(dispatcher);
      assertThat(again.statusCode()).isEqualTo(202);
      assertThat(again.body()).as("no second event").isEqualTo(first);
      assertThat(again.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }
    try (RunningDispatcher dispatcher = RunningDispatcher.start(data)) {
      HttpResponse<String> again = post(dispatcher);
      assertThat(again.body()).isEqualTo(first);
      assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }
  }

  private static HttpResponse<String> post(RunningDispatcher dispatcher)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + "/http/later"))
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "once")
              .POST(BodyPublishers.ofString("{}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
