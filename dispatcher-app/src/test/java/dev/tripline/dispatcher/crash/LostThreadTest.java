package dev.tripline.dispatcher.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A dispatcher that has lost a thread that it needs says so, instead of going on with the others.
class LostThreadTest {
  @TempDir Path directory;

  @Test
  void neither_liveness_nor_readiness_hides_a_thread_that_ended_with_a_failure() throws Exception {
    AppProcess.Plan plan =
        AppProcess.Plan.ofMainClass(
            directory,
            LosingApplication.class.getName(),
            Map.of("tripline.data-directory", "d", "tripline.access.mode", "off"));
    try (AppProcess app = AppProcess.start(plan);
        DispatcherClient client = new DispatcherClient(app.endpoint())) {
      TriggerApp.await(() -> status(client, "liveness") == 503, "liveness to be refused");
      assertThat(status(client, "readiness")).isEqualTo(503);
      assertThat(client.send("GET", "/actuator/health", "").body()).contains("DOWN");
      assertThat(app.outputTail(100)).contains("The thread lost has ended with a failure");
    }
  }

  private static int status(DispatcherClient client, String probe) {
    try {
      return client.send("GET", "/actuator/health/" + probe, "").status();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
