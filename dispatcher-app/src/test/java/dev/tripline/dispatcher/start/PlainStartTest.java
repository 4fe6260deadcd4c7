package dev.tripline.dispatcher.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainStartTest {
  private static final String GENERATED = "Starting AOT-processed TriplineApplication";

  @TempDir Path directory;

  private AppProcess.Plan plan(Map<String, String> settings) {
    return AppProcess.Plan.ofMainClass(directory, TriplineApplication.class.getName(), settings)
        .withSetting("tripline.data-directory", directory.resolve("data").toString())
        .withSetting("tripline.workers.sandbox", "off");
  }

  private String output(Map<String, String> settings) throws InterruptedException {
    try (AppProcess process = AppProcess.start(plan(settings))) {
      return process.outputTail(200);
    }
  }

  @Test
  void takes_the_generated_beans() throws InterruptedException {
    assertThat(output(Map.of("tripline.api.max-body", "2MB"))).contains(GENERATED);
  }

  /// All is told at once behind the stop: nothing was closed that others still needed.
  @Test
  void stop_closes_each_bean_once_and_leaves_no_event_untold() throws InterruptedException {
    AppProcess.Plan plan = plan(Map.of("tripline.access.mode", "off"));
    List<String> accepted = new ArrayList<>();
    try (AppProcess process = AppProcess.start(plan);
        DispatcherClient client = new DispatcherClient(process.endpoint())) {
      client.deploy(
          FunctionPackage.python(
              "slow",
              "import time\ndef handler(event, context):\n    time.sleep(1)\n    return event\n",
              Map.of()));
      client.invoke("slow", "{}").orThrow();
      for (int i = 0; i < 8; i++) {
        accepted.add(accept(DispatcherClient.invocations(process.endpoint(), "slow")));
      }
      assertThat(process.stop(Duration.ofSeconds(60))).isTrue();
      assertThat(process.outputTail(200)).doesNotContain("Invocation of close method failed");
    }
    try (AppProcess process = AppProcess.start(plan);
        DispatcherClient client = new DispatcherClient(process.endpoint())) {
      for (String id : accepted) {
        await(client, id);
      }
    }
  }

  /// @return the event's id
  private static String accept(URI invocations) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(invocations)
              .header("X-Amz-Invocation-Type", "Event")
              .POST(HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(202);
      return answer.headers().firstValue("x-amzn-RequestId").orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(DispatcherClient client, String id) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    String state = "";
    while (System.nanoTime() < end) {
      state = client.send("GET", "/v1/invocations/" + id, "").orThrow().replace(" ", "");
      if (state.contains("\"state\":\"delivered\"")) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new AssertionError(id + " is not told: " + state);
  }

  @Test
  void finds_its_beans_itself_if_conditions_may_ask_for_a_setting() throws InterruptedException {
    assertThat(
            output(Map.of("management.server.port", "0", "management.server.address", "127.0.0.1")))
        .contains("Starting TriplineApplication")
        .doesNotContain(GENERATED)
        .contains("(http)");
  }

  @Test
  void finds_its_beans_itself_if_that_is_asked_for() throws InterruptedException {
    assertThat(output(Map.of("spring.aot.enabled", "false"))).doesNotContain(GENERATED);
  }
}
