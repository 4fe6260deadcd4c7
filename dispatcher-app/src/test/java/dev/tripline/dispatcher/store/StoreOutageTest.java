package dev.tripline.dispatcher.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.network.TcpLink;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// PostgreSQL is away for a while under the whole dispatcher, with triggers and all its watches.
@ExtendWith(OutputCaptureExtension.class)
class StoreOutageTest {
  private static final String READY = "/actuator/health/readiness";
  private static final String INVOKE = "/2015-03-31/functions/sink/invocations";
  private static final Duration OUTAGE = Duration.ofSeconds(6);

  @TempDir Path data;
  @TempDir Path folder;

  @Test
  void outage_is_503_and_one_line_of_the_log(CapturedOutput output) throws Exception {
    try (PostgresServer server = PostgresServer.start();
        TcpLink network = TcpLink.to(server.port());
        TriggerApp app =
            new TriggerApp(
                data,
                "--tripline.triggers.folder-roots=" + folder,
                "--tripline.store.engine=postgresql",
                "--tripline.store.url=jdbc:postgresql://127.0.0.1:" + network.port() + "/postgres",
                "--tripline.store.username=" + server.user())) {
      app.send(
          "POST",
          "/v1/triggers",
          "{\"name\":\"in\",\"function\":\"sink\",\"source\":{\"kind\":\"folder\",\"bucket\":\"in-box\",\"path\":\""
              + folder
              + "\"}}",
          201);
      accept(app, 202);
      app.awaitReceived(1);
      assertThat(app.send("GET", READY, "").status()).isEqualTo(200);
      int before = output.getAll().length();

      network.cut();
      TriggerApp.await(() -> status(app, READY) == 503, "readiness to be refused");
      assertThat(status(app, "/actuator/health")).isEqualTo(503);
      assertThat(status(app, "/actuator/health/liveness")).isEqualTo(200);
      long end = System.nanoTime() + OUTAGE.toNanos();
      List<Integer> statuses = new ArrayList<>();
      while (System.nanoTime() < end) {
        TriggerApp.Answer refused = accept(app, 503);
        assertThat(refused.text()).contains("The store does not answer");
        TriggerApp.Answer list = app.send("GET", "/v1/secrets", "", 503);
        assertThat(list.json().path("operation").asString()).isEqualTo("ListSecrets");
        statuses.add(app.send("POST", INVOKE, "{}").status());
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      assertThat(statuses).as("synchronous invocations go on").containsOnly(200);
      network.mend();
      TriggerApp.await(() -> status(app, READY) == 200, "readiness");
      int received = app.received.size();
      accept(app, 202);
      app.awaitReceived(received + 1);

      String log = output.getAll().substring(before);
      assertThat(log.lines().filter(line -> line.contains("The store does not answer (")))
          .hasSize(1);
      assertThat(log.lines().filter(line -> line.contains("The store answers again"))).hasSize(1);
      assertThat(
              log.lines()
                  .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                  .filter(line -> !line.contains("[   lease-keeper]")))
          .as("the one warning, but for what became of claims")
          .hasSize(1);
      assertThat(log).doesNotContain("\tat ");
    }
  }

  private static TriggerApp.Answer accept(TriggerApp app, int expected) throws Exception {
    TriggerApp.Answer answer = app.send("POST", INVOKE, "{}", "X-Amz-Invocation-Type", "Event");
    assertThat(answer.status()).as(answer.text()).isEqualTo(expected);
    return answer;
  }

  private static int status(TriggerApp app, String path) {
    try {
      return app.send("GET", path, "").status();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }
}
