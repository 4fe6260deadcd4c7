package dev.tripline.dispatcher.trigger.kind.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Two dispatchers on one PostgreSQL, one of which ends before the schedules are due.
class ScheduleOfTwoNodesTest {
  private static final int SCHEDULES = 12;

  @TempDir Path data;

  @Test
  void each_time_fires_once_though_the_node_that_had_the_schedules_is_gone() throws Exception {
    try (PostgresServer postgres = PostgresServer.shared()) {
      String[] settings = settings(postgres);
      try (TriggerApp app = new TriggerApp(data.resolve("one"), settings)) {
        Instant time = Instant.now().plusSeconds(12).truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < SCHEDULES; i++) {
          register(app, i, time);
        }
        register(app, SCHEDULES, time.plusSeconds(6));
        try (ConfigurableApplicationContext _ = node(data.resolve("two"), settings)) {
          app.restart();
          // By the time of the last one a second firing of the others would be there.
          app.awaitReceived(SCHEDULES + 1);
        }
        assertThat(app.received)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(0, SCHEDULES).mapToObj(Integer::toString).toList());
      }
    }
  }

  private static void register(TriggerApp app, int i, Instant time) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"at-%d","function":"sink","source":\
        {"kind":"schedule","expression":"at(%s)","input":%d}}\
        """
            .formatted(i, time.toString().replace("Z", ""), i),
        201);
    app.awaitState("at-" + i, "Enabled");
  }

  private static String[] settings(PostgresServer postgres) {
    return new String[] {
      "--tripline.store.engine=postgresql",
      "--tripline.store.url=" + postgres.createDatabase("schedules"),
      "--tripline.store.username=" + postgres.user()
    };
  }

  private static ConfigurableApplicationContext node(Path directory, String[] settings) {
    return SpringApplication.run(
        TriplineApplication.class,
        Stream.concat(
                Stream.of(
                    "--server.port=0",
                    "--tripline.data-directory=" + directory,
                    "--tripline.endpoints.allow=127.0.0.1"),
                Stream.of(settings))
            .toArray(String[]::new));
  }
}
