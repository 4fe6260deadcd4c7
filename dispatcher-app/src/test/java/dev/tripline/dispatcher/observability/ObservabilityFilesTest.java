package dev.tripline.dispatcher.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/// The board and the alert rules of `docs/observability` name meters and labels that a dispatcher has.
class ObservabilityFilesTest {
  private static final Pattern SERVED = Pattern.compile("(?m)^(\\w+)(?:\\{([^}]*)})? ");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /// Those that a target of Prometheus has by itself.
  private static final Set<String> OF_TARGETS = Set.of("instance", "job");

  /// A meter of Prometheus about each target.
  private static final Map<String, Set<String>> OF_PROMETHEUS = Map.of("up", Set.of());

  /// Meters that are not there before something happens, as metrics.md has them.
  private static final Map<String, Set<String>> ON_THE_PAGE =
      Map.of(
          "tripline_trigger_log_kept_bytes",
          Set.of("trigger"),
          "tripline_access_refused_total",
          Set.of("face", "reason"));

  private static final Map<String, Set<String>> offered = new HashMap<>();

  @BeforeAll
  static void scrape(@TempDir Path data) throws Exception {
    try (TriggerApp app = new TriggerApp(data)) {
      app.send("POST", "/v1/triggers", trigger("events", "\"kind\":\"http\""), 201);
      app.send(
          "POST",
          "/v1/triggers",
          trigger("queue", "\"kind\":\"rabbitmq\",\"uri\":\"amqp://127.0.0.1:1\",\"queue\":\"q\""),
          201);
      app.send(
          "POST",
          "/v1/triggers",
          trigger(
              "stream",
              "\"kind\":\"kafka\",\"bootstrapServers\":[\"127.0.0.1:1\"],\"topic\":\"t\""),
          201);
      TriggerApp.Answer accepted =
          app.send(
              "POST",
              "/v1/events/events",
              "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"t\"}",
              "content-type",
              "application/cloudevents+json");
      assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
      TriggerApp.await(() -> !app.received.isEmpty(), "the event");
      TriggerApp.await(
          () -> {
            note(text(app));
            return offered.containsKey("tripline_function_invocations_seconds_bucket");
          },
          "the meters of an invocation");
    }
  }

  private static String trigger(String name, String source) {
    return "{\"name\":\"%s\",\"function\":\"sink\",\"source\":{%s}}".formatted(name, source);
  }

  private static String text(TriggerApp app) {
    try {
      return app.send("GET", "/actuator/prometheus", "", 200).text();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void note(String scraped) {
    SERVED
        .matcher(scraped)
        .results()
        .forEach(line -> {
          Set<String> labels = offered.computeIfAbsent(line.group(1), _ -> new TreeSet<>());
          if (line.group(2) != null) {
            LABEL.matcher(line.group(2)).results().forEach(label -> labels.add(label.group(1)));
          }
        });
  }

  @AfterAll
  static void forget() {
    offered.clear();
  }

  private static Path file(String name) throws IOException {
    Path file = Path.of("docs/observability", name);
    return Files.exists(file) ? file : Path.of("..").toRealPath().resolve(file);
  }

  private static List<String> ofRules() throws IOException {
    Map<String, List<Map<String, Object>>> rules =
        new Yaml().load(Files.readString(file("tripline-alerts.yml")));
    List<String> expressions = new ArrayList<>();
    for (Map<String, Object> group : rules.getOrDefault("groups", List.of())) {
      if (group.get("rules") instanceof List<?> all) {
        all.forEach(rule -> expressions.add(String.valueOf(((Map<?, ?>) rule).get("expr"))));
      }
    }
    return expressions;
  }

  private static List<String> ofBoard() throws IOException {
    JsonNode board = TriggerApp.JSON.readTree(Files.readString(file("tripline-dashboard.json")));
    List<String> expressions = new ArrayList<>();
    board
        .path("panels")
        .forEach(panel ->
            panel
                .path("targets")
                .forEach(target -> expressions.add(target.path("expr").asString())));
    board
        .at("/templating/list")
        .forEach(variable -> {
          if (variable.at("/query/query").isString()) {
            expressions.add(variable.at("/query/query").asString());
          }
        });
    return expressions;
  }

  @Test
  void each_expression_names_meters_and_labels_that_there_are() throws Exception {
    List<String> rules = ofRules();
    List<String> board = ofBoard();
    assertThat(rules).hasSizeGreaterThan(15);
    assertThat(board).hasSizeGreaterThan(35);
    List<String> wrong = new ArrayList<>();
    Stream.concat(rules.stream(), board.stream())
        .forEach(expression -> wrong.addAll(objections(expression)));
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_name_or_label_that_there_is_not_is_found() {
    assertThat(objections("sum by (trigger) (tripline_dead_lettres)"))
        .containsExactly("there is no meter tripline_dead_lettres");
    assertThat(objections("sum by (queue) (rate(tripline_async_accepted_total[5m]))"))
        .singleElement()
        .asString()
        .contains("queue");
    assertThat(objections("tripline_trigger_failing_triggers{shard=\"1\"}"))
        .singleElement()
        .asString()
        .contains("shard");
  }

  /// What an expression names that there is not: meters, and labels that none of its meters has.
  private static List<String> objections(String expression) {
    PromExpression read = PromExpression.of(expression);
    List<String> wrong = new ArrayList<>();
    Set<String> labels = new TreeSet<>(OF_TARGETS);
    for (String meter : read.meters()) {
      Set<String> own = OF_PROMETHEUS.getOrDefault(meter, ON_THE_PAGE.get(meter));
      own = own == null ? offered.get(meter) : own;
      if (own == null) {
        wrong.add("there is no meter " + meter);
      } else {
        labels.addAll(own);
      }
    }
    if (wrong.isEmpty()) {
      read.labels().stream()
          .filter(label -> !labels.contains(label))
          .forEach(label -> wrong.add("no meter of " + expression + " has the label " + label));
    }
    return wrong;
  }

  @Test
  void meters_that_come_later_are_on_the_page_of_meters() throws Exception {
    String page = Files.readString(file("README.md").resolveSibling("../metrics.md"));
    assertThat(page)
        .contains(
            "| `tripline_trigger_log_kept_bytes` | trigger |",
            "| `tripline.access.refused` | face, reason |");
  }

  @Test
  void prometheus_takes_the_rules_and_their_tests_pass() throws Exception {
    Path program = Path.of("/usr/bin/promtool");
    boolean there = Files.isExecutable(program);
    if (!there) {
      System.out.println("Skipped: no promtool; Debian's package prometheus has it");
    }
    Assumptions.assumeTrue(there);
    run(program, "check", "rules", file("tripline-alerts.yml").toString());
    run(program, "test", "rules", file("tripline-alerts-test.yml").toString());
  }

  private static void run(Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
