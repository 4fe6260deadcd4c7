package dev.tripline.dispatcher.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.bus.archive.ArchiveStore;
import dev.tripline.dispatcher.bus.archive.EventReplay;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import dev.tripline.store.engine.StoreWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// A secret in a function's environment, in payloads, in headers and in the logins of connections is
/// nowhere to be found: neither in what a viewer sees, nor in logs, metrics and traces.
@ExtendWith(OutputCaptureExtension.class)
class CanaryTest {
  private static final String CANARY = "canary7Kx9vQ2mZ";

  /// What its streams of events are named, whose answers have no end.
  private static final String ENDLESS = "WatchActivity";

  /// A part of payloads alone: functions print it, repeat it in their errors, and it is not in the store.
  private static final String NOTE = "canaryAtRest5Hq2";

  /// A letter's part of a batch.
  private static final String BATCH = "{\"Records\":[{\"body\":1}]}";

  private static final String FAILING =
      """
      def handler(event, context):
          print(event['note'])
          raise ValueError('refused ' + event['note'])
      """;

  @TempDir Path directory;

  private final List<String> traces = new CopyOnWriteArrayList<>();

  @Test
  void a_secret_is_found_nowhere(CapturedOutput output) throws Exception {
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          traces.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    // An endpoint that repeats in its refusal what it was sent, or another record of a batch.
    collector.createContext(
        "/hook",
        exchange -> {
          byte[] sent = exchange.getRequestBody().readAllBytes();
          byte[] body = Arrays.equals(sent, BATCH.getBytes(UTF_8)) ? NOTE.getBytes(UTF_8) : sent;
          exchange.sendResponseHeaders(400, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    collector.start();
    Path password = Files.writeString(directory.resolve("password"), CANARY);
    try (var dispatcher =
        GuardedDispatcher.start(
            directory.resolve("data"),
            "--tripline.payload-encryption.enabled=true",
            "--tripline.traces.endpoint=http://127.0.0.1:" + collector.getAddress().getPort(),
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.connections.broker.uri=amqp://127.0.0.1:1/",
            "--tripline.connections.broker.username=shop",
            "--tripline.connections.broker.password=file:" + password)) {
      String deadLetter = makeTrouble(dispatcher, collector.getAddress().getPort());
      Map<String, String> seen =
          seenBy(
              dispatcher,
              dispatcher.token("watcher", "viewer"),
              dispatcher.key("watching-key", "viewer"),
              deadLetter);
      assertThat(seen).hasSizeGreaterThan(20);
      seen.forEach((path, body) -> assertThat(body).as(path).doesNotContain(CANARY, NOTE));
      assertThat(seen.get("/2015-03-31/functions/failing/configuration"))
          .contains("\"Environment\":{\"Error\":{\"ErrorCode\":\"AccessDeniedException\"");
      assertThat(dispatcher.admin("GET", "/v1/dead-letters/" + deadLetter, "", 200).toString())
          .as("what an admin sees of it")
          .contains(CANARY);
      String shadow = keepMore(dispatcher);
      assertThat(dispatcher.admin("GET", "/v1/functions/failing/logs", "", 200).toString())
          .as("the log of a function")
          .contains(NOTE);
      assertNotAtRest(directory.resolve("data"));
      assertMasked(dispatcher, deadLetter, shadow);
      TriggerApp.await(() -> !traces.isEmpty(), "a trace");
    } finally {
      collector.stop(0);
    }
    assertThat(traces).isNotEmpty().noneMatch(trace -> trace.contains(CANARY));
    assertThat(output.getAll()).doesNotContain(CANARY);
  }

  /// Three events that their functions refuse, two with payloads in their words. Answers the id of the newest
  /// dead letter with a note.
  private static String makeTrouble(GuardedDispatcher dispatcher, int port) throws Exception {
    var operator = dispatcher.key("operator", "operator");
    String zip = Base64.getEncoder().encodeToString(Packages.python(FAILING).asByteArray());
    HttpResponse<String> created =
        dispatcher.signed(
            operator,
            "POST",
            "/2015-03-31/functions",
            """
            {"FunctionName":"failing","Runtime":"python3.12","Handler":"index.handler","Publish":true,
             "Role":"arn:aws:iam::000000000000:role/test","Code":{"ZipFile":"%s"},
             "TracingConfig":{"Mode":"Active"},"Environment":{"Variables":{"API_KEY":"%s"}}}\
            """
                .formatted(zip, CANARY));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    dispatcher.admin(
        "POST",
        "/v1/functions",
        """
        {"name":"endpoint","url":"http://127.0.0.1:%d/hook?key=%s","headers":{"X-Tenant":"%s"},
         "retry":{"maxRetries":0}}\
        """
            .formatted(port, CANARY, CANARY),
        201);
    dispatcher.admin("PUT", "/v1/secrets/shop", "{\"value\":\"" + CANARY + "\"}", 201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        """
        {"name":"orders","function":"failing","source":
          {"kind":"rabbitmq","connection":"broker","queue":"orders"}}\
        """,
        201);
    dispatcher.admin("PATCH", "/v1/functions/failing", "{\"retry\":{\"maxRetries\":0}}", 200);
    TriggerApp.await(
        () ->
            text(dispatcher.signedQuietly(operator, "/2015-03-31/functions/failing/configuration"))
                .contains("\"Active\""),
        "the function to be active");
    String event = "{\"card\":\"" + CANARY + "\",\"note\":\"" + NOTE + "\"}";
    for (List<String> sent :
        List.of(
            List.of("failing", event), List.of("endpoint", event), List.of("endpoint", BATCH))) {
      HttpResponse<String> accepted =
          dispatcher.signed(
              operator,
              "POST",
              "/2014-11-13/functions/" + sent.getFirst() + "/invoke-async",
              sent.getLast());
      assertThat(accepted.statusCode()).isEqualTo(202);
    }
    TriggerApp.await(() -> letters(dispatcher).split("\"id\"", -1).length > 3, "all dead letters");
    return newest(dispatcher, "/note");
  }

  /// The id of the newest dead letter whose payload has something there.
  private static String newest(GuardedDispatcher dispatcher, String path) throws IOException {
    return GuardedDispatcher.JSON
        .readTree(read(dispatcher, "/v1/dead-letters?path=" + path))
        .path("deadLetters")
        .get(0)
        .path("id")
        .asString();
  }

  /// A masked value is in no answer and on no page, for operators neither, until an administrator says why.
  private static void assertMasked(GuardedDispatcher dispatcher, String deadLetter, String shadow)
      throws Exception {
    String operator = dispatcher.token("night", "operator");
    String rule = "{\"paths\":[\"/note\"],\"kind\":\"fingerprint\"}";
    assertThat(dispatcher.send(operator, "PUT", "/v1/masking-rules/notes", rule).statusCode())
        .isEqualTo(403);
    String batch = "/v1/dead-letters/" + newest(dispatcher, "/Records");
    assertThat(dispatcher.admin("GET", batch, "", 200).toString()).contains(NOTE);
    dispatcher.admin("PUT", "/v1/masking-rules/notes", rule, 201);
    Map<String, String> seen =
        seenBy(dispatcher, operator, dispatcher.key("night-key", "operator"), deadLetter);
    String letter = "/v1/dead-letters/" + deadLetter;
    String request = dispatcher.admin("GET", letter, "", 200).path("requestId").asString();
    for (String path :
        List.of(
            batch,
            batch.substring("/v1".length()),
            shadow,
            shadow + "/outcomes",
            "/shadow-redrives" + shadow.substring(shadow.lastIndexOf('/')),
            "/v1/events/" + request + "/explain",
            "/events/" + request,
            "/v1/invocations/" + request,
            "/functions/failing",
            "/v1/dead-letters/export?format=csv")) {
      HttpResponse<String> answer = dispatcher.send(operator, "GET", path, "");
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      seen.put(path, answer.body());
    }
    String preview =
        "{\"selection\":{\"all\":true},\"transform\":{\"jsonata\":\"{'other': note}\"}}";
    seen.put("preview", dispatcher.send(operator, "POST", "/v1/redrives/preview", preview).body());
    String edited = "{\"payload\":{\"card\":\"new\"},\"reason\":\"other card\"}";
    seen.put("diff", dispatcher.send(operator, "POST", letter + "/diff", edited).body());
    seen.put("revealed", dispatcher.send(operator, "POST", letter + "/reveal", edited).body());
    seen.forEach((path, body) -> assertThat(body).as(path).doesNotContain(NOTE));
    assertThat(seen.get("preview")).contains("masked").contains("\"changed\":3");
    assertThat(seen.get("/dead-letters/" + deadLetter)).contains("⟦masked /note #");

    String search = "/v1/dead-letters?path=/note&value=";
    assertThat(dispatcher.admin("GET", search + NOTE, "", 200).path("deadLetters")).isEmpty();
    JsonNode shown = dispatcher.admin("GET", letter, "", 200);
    String mask = shown.at("/payload/note").asString();
    assertThat(
            dispatcher
                .admin("GET", search + URLEncoder.encode(mask, StandardCharsets.UTF_8), "", 200)
                .path("deadLetters"))
        .hasSize(2);

    assertThat(
            dispatcher
                .send(operator, "POST", letter + "/reveal", "{\"reason\":\"x\"}")
                .statusCode())
        .isEqualTo(403);
    dispatcher.admin("POST", letter + "/reveal", "{}", 400);
    assertThat(dispatcher.admin("POST", letter + "/reveal", "{\"reason\":\"who\"}", 200).toString())
        .contains(NOTE);
    assertThat(dispatcher.admin("GET", letter + "/audit", "", 200).at("/audit/0/reason").asString())
        .isEqualTo("who");
    assertResent(dispatcher, operator, letter, mask);
    assertThat(read(dispatcher, "/v1/audit")).doesNotContain("ayloadSha256");

    String lost = "UPDATE masking_rule SET fingerprint_key = 'lost'";
    dispatcher.bean(StoreWriter.class).write(sql -> sql.sql(lost).update());
    dispatcher.admin("PUT", "/v1/masking-rules/notes", rule, 409);
    String other = "/v1/dead-letters/" + newest(dispatcher, "/note");
    assertThat(dispatcher.admin("GET", other, "", 200).at("/payload/note").asString())
        .isEqualTo("⟦masked /note⟧");
  }

  /// What was masked is sent again as it was; a mask that stands for nothing is not.
  private static void assertResent(
      GuardedDispatcher dispatcher, String operator, String letter, String mask) throws Exception {
    String resend = "{\"payload\":{\"card\":\"new\",\"%s\":\"%s\"},\"reason\":\"other card\"}";
    assertThat(
            dispatcher
                .send(operator, "POST", letter + "/resend", resend.formatted("card2", mask))
                .statusCode())
        .isEqualTo(400);
    HttpResponse<String> sent =
        dispatcher.send(operator, "POST", letter + "/resend", resend.formatted("note", mask));
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
    String request = GuardedDispatcher.JSON.readTree(sent.body()).path("requestId").asString();
    String found = "/v1/dead-letters?requestId=" + request;
    TriggerApp.await(() -> read(dispatcher, found).contains("\"id\""), "it to die again");
    String again =
        GuardedDispatcher.JSON.readTree(read(dispatcher, found)).at("/deadLetters/0/id").asString();
    JsonNode revealed =
        dispatcher.admin(
            "POST", "/v1/dead-letters/" + again + "/reveal", "{\"reason\":\"who\"}", 200);
    assertThat(revealed.path("payload").toString())
        .isEqualTo("{\"card\":\"new\",\"note\":\"" + NOTE + "\"}");
  }

  /// An event in an archive, a sample, and what a candidate made of the dead letters. Answers the path of the
  /// shadow redrive.
  private static String keepMore(GuardedDispatcher dispatcher) throws Exception {
    ArchiveStore archives = dispatcher.bean(ArchiveStore.class);
    Instant now = Instant.now();
    archives.keep(List.of(new ArchiveStore.Kept("kept", "1", now, NOTE)), now);
    assertThat(
            archives.after(
                "kept", EventReplay.Position.before(Instant.EPOCH), now.plusSeconds(1), 1))
        .hasSize(1);
    RecordSamples samples = dispatcher.bean(RecordSamples.class);
    samples
        .watched("orders", FilteredSource.plain("body"), List.of("{}"), _ -> false)
        .matches(NOTE.getBytes(StandardCharsets.UTF_8));
    assertThat(samples.last("orders")).hasSize(1);
    String shadow =
        "/v1/shadow-redrives/"
            + dispatcher
                .admin(
                    "POST",
                    "/v1/shadow-redrives",
                    "{\"selection\":{\"function\":\"failing\"},\"target\":\"failing\",\"reason\":\"why\"}",
                    201)
                .path("id")
                .asString();
    TriggerApp.await(
        () -> read(dispatcher, shadow).contains("\"state\":\"completed\""), "the candidate");
    assertThat(read(dispatcher, shadow + "/outcomes")).contains("refused " + NOTE);
    return shadow;
  }

  private static void assertNotAtRest(Path data) throws IOException {
    for (String file : List.of("store.db", "store.db-wal")) {
      assertThat(Files.readString(data.resolve(file), StandardCharsets.ISO_8859_1))
          .as(file)
          .doesNotContain(NOTE);
    }
    assertThat(Files.readString(data.resolve("keys/payloads.json"))).contains("primary");
  }

  private static String text(HttpResponse<String> answer) {
    return answer.body();
  }

  private static String letters(GuardedDispatcher dispatcher) {
    return read(dispatcher, "/v1/dead-letters");
  }

  private static String read(GuardedDispatcher dispatcher, String path) {
    try {
      return dispatcher.send(dispatcher.adminToken(), "GET", path, "").body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The answers to all that can be read, over both faces.
  private static Map<String, String> seenBy(
      GuardedDispatcher dispatcher, String token, GuardedDispatcher.Key key, String deadLetter)
      throws Exception {
    Map<String, String> seen = new LinkedHashMap<>();
    String letterClass =
        dispatcher.admin("GET", "/v1/dead-letter-classes", "", 200).at("/classes/0/id").asString();
    var handlers =
        dispatcher
            .running()
            .bean(RequestMappingHandlerMapping.class, "requestMappingHandlerMapping")
            .getHandlerMethods();
    for (var entry : handlers.entrySet()) {
      Operation operation = entry.getValue().getMethodAnnotation(Operation.class);
      boolean read =
          entry.getKey().getMethodsCondition().getMethods().contains(RequestMethod.GET)
              && operation != null
              && !ENDLESS.equals(operation.value());
      for (String pattern : entry.getKey().getPatternValues()) {
        if (read) {
          String path =
              pattern
                  .replace("/dead-letters/{id}", "/dead-letters/" + deadLetter)
                  .replace("classes/{id}", "classes/" + letterClass)
                  .replace("/functions/{name}/logs", "/functions/failing/logs")
                  .replace("/v1/functions/{name}", "/v1/functions/endpoint")
                  .replace("/triggers/{id}", "/triggers/orders")
                  .replace("/v1/secrets/{*name}", "/v1/secrets/shop")
                  .replaceAll("\\{[^}]*}", "nothing");
          seen.put(path, dispatcher.send(token, "GET", path, "").body());
        }
      }
    }
    seen.put("prometheus", dispatcher.send(token, "GET", "/actuator/prometheus", "").body());
    for (String path :
        List.of(
            "/2015-03-31/functions",
            "/2015-03-31/functions?FunctionVersion=ALL",
            "/2015-03-31/functions/failing",
            "/2015-03-31/functions/failing/configuration",
            "/2015-03-31/functions/failing/versions",
            "/2015-03-31/event-source-mappings",
            "/2015-03-31/functions/failing/policy",
            "/2016-08-19/account-settings",
            "/2018-10-31/layers")) {
      seen.put(path, dispatcher.signed(key, "GET", path, "").body());
    }
    return seen;
  }
}
