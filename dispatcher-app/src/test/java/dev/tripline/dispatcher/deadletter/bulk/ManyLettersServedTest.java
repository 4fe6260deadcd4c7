package dev.tripline.dispatcher.deadletter.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.store.ManyLetters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// How long a dispatcher takes for pages, lists, the plan of a redrive and the dry run of a transformation
/// when there are many dead letters: by hand, with `-Dletters.measured=1000000`. Prints its figures; what it
/// asserts are counts.
@EnabledIfSystemProperty(named = "letters.measured", matches = "\\d+")
class ManyLettersServedTest {
  private static final int LETTERS = Integer.getInteger("letters.measured", 0);
  private static final int TRIES = 20;
  private static final int TRANSFORMED = 23_000;

  @TempDir Path directory;

  @Test
  void on_sqlite() throws Exception {
    measure("sqlite");
  }

  @Test
  void on_postgresql() throws Exception {
    try (PostgresServer server = PostgresServer.shared()) {
      measure(
          "postgresql",
          "--tripline.store.engine=postgresql",
          "--tripline.store.url=" + server.createDatabase("served"),
          "--tripline.store.username=" + server.user());
    }
  }

  private void measure(String engine, String... settings) throws Exception {
    try (TriggerApp app = new TriggerApp(directory, settings)) {
      Stores stores = app.bean(Stores.class);
      ManyLetters.keep(stores.deadLetters(), LETTERS, stores.clock().instant());
      for (String page :
          new String[] {
            "/",
            "/dead-letters",
            "/dead-letters?function=function-3",
            "/classes",
            "/v1/dead-letters?limit=50",
            "/v1/dead-letters?function=function-3&limit=50",
            "/v1/dead-letters/count",
            "/v1/dead-letter-classes?limit=50"
          }) {
        time(app, engine, "GET", page, "");
      }
      String all = "{\"selection\":{\"all\":true}%s}";
      JsonNode plan = time(app, engine, "POST", "/v1/redrives/plan", all.formatted(""));
      tell(engine, "plan: %s", plan);
      String patch = "{\"op\":\"replace\",\"path\":\"/currency\",\"value\":\"EUR\"}";
      for (String transform :
          new String[] {
            "{\"patch\":[" + patch + "]}", "{\"jsonata\":\"$merge([$, {'currency': 'EUR'}])\"}"
          }) {
        String asked = ",\"limit\":" + TRANSFORMED + ",\"transform\":" + transform;
        long began = System.nanoTime();
        JsonNode dry = app.send("POST", "/v1/redrives/preview", all.formatted(asked), 200).json();
        tell(engine, "dry run of %s: %.1f s", transform, (System.nanoTime() - began) / 1e9);
        assertThat(dry.path("changed").asInt()).isEqualTo(Math.min(LETTERS, TRANSFORMED));
      }
    }
  }

  private static JsonNode time(
      TriggerApp app, String engine, String method, String path, String body) throws Exception {
    double[] took = new double[TRIES];
    String answer = "";
    for (int i = 0; i < TRIES; i++) {
      long began = System.nanoTime();
      answer = app.send(method, path, body, 200).text();
      took[i] = (System.nanoTime() - began) / 1e6;
    }
    double first = took[0];
    Arrays.sort(took);
    tell(
        engine,
        "%s %s: median %.1f ms, longest %.1f ms, first %.1f ms",
        method,
        path,
        took[TRIES / 2],
        took[TRIES - 1],
        first);
    return answer.startsWith("{")
        ? TriggerApp.JSON.readTree(answer)
        : TriggerApp.JSON.createObjectNode();
  }

  private static void tell(String engine, String format, Object... values) {
    System.out.printf(Locale.ROOT, engine + ": " + format + "%n", values);
  }
}
