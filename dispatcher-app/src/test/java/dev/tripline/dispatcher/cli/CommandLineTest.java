package dev.tripline.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.cli.Tripline;
import dev.tripline.cli.session.Surroundings;
import dev.tripline.delivery.DeliveryBench;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command line against a dispatcher with access control.
class CommandLineTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BROKEN = "def handler(event, context):\n    raise ValueError('no')\n";
  private static final String MENDED = "def handler(event, context):\n    return 'well'\n";

  @TempDir static Path data;
  private static GuardedDispatcher dispatcher;
  private static Path keys;

  @TempDir Path files;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher =
        GuardedDispatcher.start(
            data, "--tripline.retry.attempts=0", "--tripline.retry.error-wait=10ms");
    keys = GuardedDispatcher.firstKeyFile(data);
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  /// One call of the command, over.
  private record Ended(int code, String out, String err) {

    Ended expect(int expected) {
      assertThat(code).as("%s%n%s", out, err).isEqualTo(expected);
      return this;
    }

    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  /// What a call prints, to be read while it runs.
  private static final class Printed {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Override
    public String toString() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private static Ended tripline(String... arguments) {
    return run(false, "", new Printed(), new Printed(), arguments);
  }

  private static Ended run(
      boolean terminal, String input, Printed out, Printed err, String... arguments) {
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    Map<String, String> environment =
        Map.of(
            "TRIPLINE_ENDPOINT", dispatcher.endpoint().toString(), "ADMIN_TOKEN", "not-this-one");
    String[] all =
        Stream.concat(Stream.of("--keys", keys.toString()), Arrays.stream(arguments))
            .toArray(String[]::new);
    int code =
        Tripline.run(new Surroundings(environment, in, out.stream, err.stream, terminal), all);
    return new Ended(code, out.toString(), err.toString());
  }

  private Ended deploy(String name, String code, String... more) throws IOException {
    Path folder = Files.createDirectories(files.resolve(name));
    Files.writeString(folder.resolve("index.py"), code);
    String[] usual = {
      "function",
      "deploy",
      name,
      folder.toString(),
      "--runtime",
      "python3.12",
      "--handler",
      "index.handler"
    };
    return tripline(
        Stream.concat(Arrays.stream(usual), Arrays.stream(more)).toArray(String[]::new));
  }

  private static JsonNode answer(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = dispatcher.send(dispatcher.adminToken(), "GET", path, "");
    return JSON.readTree(answer.body());
  }

  private static void awaitLetters(String function, int count) {
    DeliveryBench.await(
        () ->
            tripline("dlq", "ls", "--function", function, "--json")
                    .expect(0)
                    .json()
                    .path("deadLetters")
                    .size()
                == count,
        PATIENCE);
  }

  @Test
  void a_directory_is_deployed_called_updated_and_deleted() throws Exception {
    String code =
        """
        import os
        def handler(event, context):
            print('greeting', event['name'])
            return os.environ.get('WORD', 'hello') + ' ' + event['name']
        """;
    assertThat(deploy("greet", code).expect(0).out()).contains("created", "greet", "Active");
    Ended called = tripline("invoke", "greet", "--data", "{\"name\":\"you\"}").expect(0);
    assertThat(called.out().strip()).isEqualTo("\"hello you\"");

    Ended updated = deploy("greet", code, "--env", "WORD=good day", "--memory", "256", "--json");
    assertThat(updated.expect(0).json().path("MemorySize").asInt()).isEqualTo(256);
    JsonNode answer =
        run(
                false,
                "{\"name\":\"all\"}",
                new Printed(),
                new Printed(),
                "invoke",
                "greet",
                "--payload",
                "-",
                "--json")
            .expect(0)
            .json();
    assertThat(answer.path("payload").asString()).isEqualTo("good day all");

    String requestId = answer.path("requestId").asString();
    DeliveryBench.await(
        () ->
            tripline("function", "logs", "greet", "--request-id", requestId)
                .expect(0)
                .out()
                .contains("greeting all"),
        PATIENCE);
    assertThat(tripline("function", "logs", "greet", "--follow-for", "1").expect(0).out())
        .as("each line once")
        .containsOnlyOnce("greeting all");

    assertThat(tripline("function", "ls", "--json").expect(0).json())
        .isEqualTo(answer("/v1/functions"));
    assertThat(tripline("function", "show", "greet").expect(0).out())
        .contains("retry.maxRetries", "MemorySize", "256");
    tripline("function", "delete", "greet").expect(0);
    assertThat(tripline("function", "show", "greet").expect(3).err())
        .startsWith("tripline function show: 404: ")
        .hasLineCount(1);
  }

  @Test
  void letters_are_found_planned_redriven_and_discarded() throws Exception {
    deploy("orders", BROKEN).expect(0);
    Ended failed = tripline("invoke", "orders").expect(1);
    assertThat(failed.out()).contains("\"errorMessage\"");
    assertThat(failed.err()).contains("the function failed", "ValueError: no").hasLineCount(1);

    String requestId = tripline("invoke", "orders", "--async").expect(0).out().strip();
    awaitLetters("orders", 1);
    assertThat(tripline("event", "explain", requestId).expect(0).out())
        .contains("dead-lettered", "failed", "no");
    Ended listed = tripline("dlq", "ls", "--function", "orders", "--json").expect(0);
    String id = listed.json().path("deadLetters").path(0).path("id").asString();
    assertThat(tripline("dlq", "ls", "--from", "1h").expect(0).out()).contains(id, "ValueError");
    assertThat(tripline("dlq", "show", id).expect(0).out()).contains(requestId, "payload", "{}");

    assertThat(tripline("dlq", "redrive", id, "--reason", "too early").expect(1).out())
        .contains("dead again");
    awaitLetters("orders", 1);

    deploy("orders", MENDED).expect(0);
    assertThat(tripline("dlq", "plan", "--function", "orders").expect(0).out())
        .containsPattern("letters +1\n");
    Ended redriven =
        run(
                true,
                "",
                new Printed(),
                new Printed(),
                "dlq",
                "redrive",
                "--function",
                "orders",
                "--reason",
                "mended")
            .expect(0);
    assertThat(redriven.out())
        .containsPattern("state +completed")
        .containsPattern("delivered +1\n");
    assertThat(redriven.err()).contains("[", "100 %  1 of 1");
    assertThat(tripline("dlq", "redrives").expect(0).out()).contains("mended", "too early");
    awaitLetters("orders", 0);
  }

  @Test
  void letters_are_discarded_by_id_or_by_their_number() throws Exception {
    deploy("parcels", BROKEN).expect(0);
    tripline("invoke", "parcels", "--async").expect(0);
    tripline("invoke", "parcels", "--async").expect(0);
    tripline("invoke", "parcels", "--async").expect(0);
    awaitLetters("parcels", 3);
    String id =
        tripline("dlq", "ls", "--function", "parcels", "--json")
            .json()
            .path("deadLetters")
            .path(0)
            .path("id")
            .asString();
    tripline("dlq", "discard", id, "--reason", "a test").expect(0);
    tripline("dlq", "discard", "--function", "parcels", "--reason", "a test").expect(2);
    String[] many = {"dlq", "discard", "--function", "parcels", "--reason", "old", "--letters"};
    tripline(with(many, "3")).expect(3);
    assertThat(tripline(with(many, "2")).expect(0).out()).containsPattern("discarded +2\n");
    awaitLetters("parcels", 0);
  }

  private static String[] with(String[] first, String last) {
    return Stream.concat(Arrays.stream(first), Stream.of(last)).toArray(String[]::new);
  }

  @Test
  void a_trigger_is_tried_made_paused_and_deleted() throws Exception {
    deploy("report", MENDED).expect(0);
    Path form = files.resolve("trigger.json");
    Files.writeString(
        form,
        """
        {"name": "nightly", "function": "report",
         "source": {"kind": "schedule", "expression": "cron(0 3 * * ? *)"}}
        """);
    assertThat(tripline("trigger", "create", form.toString(), "--dry-run").expect(0).out())
        .contains("nightly", "source.kind");
    assertThat(tripline("trigger", "ls").expect(0).out()).doesNotContain("nightly");
    tripline("trigger", "create", form.toString()).expect(0);
    assertThat(tripline("trigger", "create", form.toString()).expect(3).err())
        .startsWith("tripline trigger create: 409: ");
    assertThat(tripline("trigger", "test", "nightly").expect(0).out()).contains("nothing is wrong");
    assertThat(tripline("trigger", "pause", "nightly", "--json").expect(0).json().path("paused"))
        .isEqualTo(JSON.readTree("true"));
    assertThat(tripline("trigger", "show", "nightly").expect(0).out()).contains("Paus");
    tripline("trigger", "resume", "nightly").expect(0);
    assertThat(tripline("ledger").expect(0).out()).contains("nightly");
    assertThat(tripline("ledger", "nightly").expect(0).out()).containsPattern("residual +0");
    tripline("trigger", "delete", "nightly").expect(0);
    Files.writeString(form, "{\"name\": \"nightly\", \"colour\": \"red\"}");
    assertThat(tripline("trigger", "create", form.toString()).expect(3).err())
        .contains("colour")
        .hasLineCount(1);
  }

  @Test
  void events_are_told_as_they_happen() throws Exception {
    deploy("tailed", MENDED).expect(0);
    Printed out = new Printed();
    Printed err = new Printed();
    CompletableFuture<Ended> tail =
        CompletableFuture.supplyAsync(() ->
            run(
                false,
                "",
                out,
                err,
                "event",
                "tail",
                "--function",
                "tailed",
                "--count",
                "2",
                "--json"));
    DeliveryBench.await(() -> err.toString().contains("watching"), PATIENCE);
    String requestId = tripline("invoke", "tailed", "--async").expect(0).out().strip();

    Ended ended = tail.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).expect(0);
    assertThat(ended.out().lines())
        .extracting(line -> JSON.readTree(line).path("event").asString())
        .containsExactlyInAnyOrder("accepted", "delivered");
    assertThat(ended.out().lines()).allMatch(line -> line.contains(requestId));
  }

  @Test
  void the_doctor_examines_dispatcher_sign_in_and_clock() throws Exception {
    JsonNode report = tripline("doctor", "--json").json();
    assertThat(report.path("checks"))
        .filteredOn(check -> check.path("state").asString().equals("good"))
        .extracting(check -> check.path("name").asString())
        .contains("way", "clock", "health", "token", "key", "store", "disk");
    assertThat(tripline("doctor").out()).contains("the clocks agree");

    Path wrong = files.resolve("wrong.env");
    Files.writeString(wrong, "export ADMIN_TOKEN=tlt_wrong\n");
    String[] calls = {"--keys", wrong.toString(), "--endpoint", dispatcher.endpoint().toString()};
    assertThat(plain(with(calls, "doctor")).expect(1).out()).contains("not signed in");
    assertThat(plain("ledger", "--endpoint", dispatcher.endpoint().toString()).expect(3).err())
        .startsWith("tripline ledger: 401: ")
        .contains("--keys");
  }

  /// Where the jar is built already, as in `mvn verify`.
  @Test
  void the_launcher_of_the_tree_makes_its_cache_and_runs() throws Exception {
    Path target = Path.of("../tripline-cli/target");
    Path jar;
    try (Stream<Path> built = Files.list(target)) {
      jar = built.filter(file -> file.toString().endsWith("-exec.jar")).findFirst().orElse(null);
    }
    assumeTrue(
        jar != null
            && Files.getLastModifiedTime(jar)
                    .compareTo(
                        Files.getLastModifiedTime(
                            target.resolve("classes/dev/tripline/cli/Tripline.class")))
                >= 0,
        "the jar of the command line is not built, or of an earlier state");
    for (int call = 0; call < 2; call++) {
      ProcessBuilder command =
          new ProcessBuilder(
              "../bin/tripline", "function", "ls", "--json", "--keys", keys.toString());
      command.environment().put("TRIPLINE_ENDPOINT", dispatcher.endpoint().toString());
      command.redirectError(ProcessBuilder.Redirect.INHERIT);
      Process process = command.start();
      byte[] out = process.getInputStream().readAllBytes();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(JSON.readTree(out).path("functions").isArray()).isTrue();
    }
    assertThat(target.resolve("tripline.aot")).exists();
  }

  /// Without any keys of its own.
  private static Ended plain(String... arguments) {
    Printed out = new Printed();
    Printed err = new Printed();
    int code =
        Tripline.run(
            new Surroundings(
                Map.of(), InputStream.nullInputStream(), out.stream, err.stream, false),
            arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  @Test
  void a_template_is_made_and_a_second_run_changes_nothing() throws Exception {
    Files.createDirectories(files.resolve("take"));
    Files.writeString(
        files.resolve("take/index.py"),
        """
        import shared
        def handler(event, context):
            return shared.WORD + ' ' + event.get('pathParameters', {}).get('id', '')
        """);
    Files.createDirectories(files.resolve("shared/python"));
    Files.writeString(files.resolve("shared/python/shared.py"), "WORD = 'well'\n");
    Path template = files.resolve("template.yaml");
    Files.copy(Path.of("src/test/resources/cli/template.yaml"), template);
    String file = template.toString();
    JsonNode planned = tripline("import", file, "--dry-run", "--json").expect(0).json();
    assertThat(planned.at("/functions/0/done").asString()).isEqualTo("planned");
    assertThat(tripline("function", "show", "take-order").code()).isEqualTo(3);

    JsonNode made = tripline("import", file, "--public", "--json").expect(0).json();
    assertThat(made.at("/layers/0/done").asString()).isEqualTo("created");
    assertThat(made.at("/functions/0/done").asString()).isEqualTo("created");
    assertThat(made.path("mappings")).hasSize(1);
    assertThat(made.path("triggers")).hasSize(3);
    assertThat(made.at("/leftOut/0/where").asString()).isEqualTo("News");
    assertThat(dispatcher.send("", "GET", "/http/imported/17", "").body()).contains("well 17");
    assertThat(answer("/v1/triggers/take-order-Daily").path("state").asString())
        .isEqualTo("Paused");

    JsonNode again = tripline("import", file, "--public", "--json").expect(0).json();
    assertThat(again.at("/layers/0/done").asString()).isEqualTo("unchanged");
    assertThat(again.at("/functions/0/done").asString()).isEqualTo("updated");
    assertThat(again.at("/mappings/0/done").asString()).isEqualTo("updated");
    assertThat(again.at("/triggers/0/done").asString()).isEqualTo("updated");
    assertThat(dispatcher.send("", "GET", "/http/imported/18", "").body()).contains("well 18");
    deploysWithTheLayerOf("take-order");
    importsWithoutWhatTheTemplateDropped(template);
    importsWhatItCanBesideWhatIsRefused();
  }

  private void deploysWithTheLayerOf(String other) throws Exception {
    String folder = files.resolve("take").toString();
    String layer =
        tripline("function", "deploy", other, folder, "--json")
            .expect(0)
            .json()
            .at("/Layers/0/Arn")
            .asString();
    String code = "import shared\ndef handler(event, context):\n    return shared.WORD\n";
    deploy("borrows", code, "--layer", layer).expect(0);
    assertThat(tripline("invoke", "borrows").expect(0).out()).contains("well");
  }

  private static void importsWithoutWhatTheTemplateDropped(Path template) throws Exception {
    assertThat(tripline("function", "show", "take-order").expect(0).out()).contains("WORD");
    String text = Files.readString(template);
    Files.writeString(
        template,
        text.replaceAll(" +(Environment|FilterCriteria):.*\n", "")
            .replace(", FilterPolicy: { a: [b] }", ""));
    JsonNode made = tripline("import", template.toString(), "--public", "--json").expect(0).json();
    assertThat(made.at("/functions/0/done").asString()).isEqualTo("updated");
    assertThat(tripline("function", "show", "take-order").expect(0).out()).doesNotContain("WORD");
    JsonNode told = answer("/v1/triggers/take-order-Told").path("source");
    assertThat(told.path("topic").asString()).isEqualTo("News");
    assertThat(told.has("filterPolicy")).isFalse();
    assertThat(answer("/v1/triggers").path("triggers"))
        .filteredOn(trigger -> trigger.at("/source/kind").asString().equals("sqs"))
        .isNotEmpty()
        .allSatisfy(trigger -> assertThat(trigger.at("/source/filters")).isEmpty());
  }

  private void importsWhatItCanBesideWhatIsRefused() throws Exception {
    Path template = files.resolve("refused.yaml");
    Files.writeString(
        template,
        """
        Globals: { Function: { Runtime: python3.12, Handler: index.handler, CodeUri: take } }
        Resources:
          Lost: { Type: AWS::Serverless::Function, Properties: { CodeUri: nowhere } }
          Two:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                Never: { Type: Schedule, Properties: { Schedule: never } }
                Daily: { Type: Schedule, Properties: { Schedule: rate(1 day), Enabled: false } }
                One:
                  Type: SelfManagedKafka
                  Properties: &from
                    KafkaBootstrapServers: [kafka.example.org:9092]
                    Topics: [one]
                    Enabled: false
                Other: { Type: SelfManagedKafka, Properties: { <<: *from, Topics: [other] } }
          take-order:
            Type: AWS::Events::Rule
            Properties:
              ScheduleExpression: rate(1 day)
              Targets: [{ Id: Daily, Arn: !GetAtt Two.Arn }]
        """);
    JsonNode made = tripline("import", template.toString(), "--json").expect(2).json();
    assertThat(made.path("functions").findValuesAsString("name")).containsExactly("Two");
    assertThat(made.path("mappings").findValuesAsString("done"))
        .as("topics of one broker")
        .containsExactly("created", "created");
    assertThat(made.path("triggers").findValuesAsString("name")).containsExactly("Two-Daily");
    assertThat(made.path("leftOut").findValuesAsString("where"))
        .contains("function Lost", "trigger Two-Never", "trigger take-order-Daily");
    assertThat(answer("/v1/triggers/take-order-Daily").path("function").asString())
        .isEqualTo("take-order:live");
  }
}
