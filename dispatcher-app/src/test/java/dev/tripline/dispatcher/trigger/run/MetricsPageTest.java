package dev.tripline.dispatcher.trigger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The names of triggers' meters on docs/metrics.md are those that Prometheus gets.
class MetricsPageTest {
  private static final Pattern ON_THE_PAGE = Pattern.compile("\\| `(tripline_\\w+)` \\|");
  private static final Pattern SERVED =
      Pattern.compile("(?m)^(tripline_(?:trigger|ledger)_\\w+)\\{");
  private @TempDir Path data;

  @Test
  void names_of_triggers_meters_are_those_of_prometheus() throws Exception {
    try (TriggerApp app = new TriggerApp(data)) {
      trigger(app, "queue", "\"kind\":\"rabbitmq\",\"uri\":\"amqp://127.0.0.1:1\",\"queue\":\"q\"");
      trigger(
          app,
          "stream",
          "\"kind\":\"kafka\",\"bootstrapServers\":[\"127.0.0.1:1\"],\"topic\":\"t\"");
      String text = app.send("GET", "/actuator/prometheus", "", 200).text();
      assertThat(text)
          .as("meters of what has not happened yet")
          .containsPattern(
              "tripline_function_invocations_seconds_count\\{function=\"sink\",outcome=\"failed\"\\}"
                  + " 0");
      Set<String> served = names(SERVED, text);
      assertThat(served)
          .contains(
              "tripline_trigger_in_flight_events",
              "tripline_trigger_lag_records",
              "tripline_trigger_parked_keys");
      assertThat(names(ON_THE_PAGE, Files.readString(page()))).containsAll(served);
    }
  }

  private static void trigger(TriggerApp app, String name, String source) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"%s\",\"function\":\"sink\",\"source\":{%s}}".formatted(name, source),
        201);
  }

  private static Path page() throws IOException {
    Path page = Path.of("docs/metrics.md");
    return Files.exists(page) ? page : Path.of("..").toRealPath().resolve(page);
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(found -> names.add(found.group(1)));
    return names;
  }
}
