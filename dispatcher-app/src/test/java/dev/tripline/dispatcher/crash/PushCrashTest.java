package dev.tripline.dispatcher.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.delivery.DeliveryBench;
import dev.tripline.dispatcher.crash.PushIngress.Told;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.FunctionLedger;
import dev.tripline.testkit.proof.History.Run;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Senders whose dispatcher dies before it has answered send again: nothing that was accepted is lost, and
/// nothing is accepted twice. One dispatcher through all its restarts. `-Dcrash.pushes=all` crashes each way of
/// pushing at both points.
@Tag("crash")
class PushCrashTest {
  private static final boolean ALL = "all".equals(System.getProperty("crash.pushes"));
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(60);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

  /// Beside `Publish`, which is crashed at both points.
  private static final Set<PushIngress> SHORT =
      EnumSet.of(PushIngress.MESSAGE_OF_SNS, PushIngress.WEBHOOK);

  @TempDir static Path directory;

  private static FunctionLedger ledger;
  private static CrashNode node;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    ledger = new FunctionLedger(directory.resolve("runs"));
    Path own = directory.resolve("node");
    Map<String, String> settings =
        new LinkedHashMap<>(
            Map.of(
                "tripline.data-directory",
                own.resolve("data").toString(),
                "tripline.access.mode",
                "off",
                "tripline.workers.sandbox",
                "off",
                "spring.main.banner-mode",
                "off"));
    node =
        new CrashNode(
            AppProcess.Plan.ofMainClass(own, CrashApplication.class.getName(), settings)
                .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .startedOften(),
            new ArrayList<>());
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      client.deploy(
          FunctionPackage.python(
              "recorder",
              FunctionLedger.recordSource() + PushIngress.function(),
              ledger.environment()));
      client.send("PUT", "/v1/secrets/sns", "{\"value\":\"of-sns\"}").orThrow();
      for (String form : PushIngress.triggers()) {
        client.send("POST", "/v1/triggers", form.replace('\'', '"')).orThrow();
      }
    }
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  /// A crash, and how often its point is reached before it by the repetition of the sender before.
  private record Crash(PushIngress ingress, Milestone point) {
    String id() {
      return ingress + "-" + point;
    }

    Told send(CrashNode node) throws IOException, InterruptedException {
      return ingress.send(node.endpoint(), id());
    }

    /// How often a point of acceptance is reached when the event is sent again: one that is durable is known.
    int repeated() {
      return point == Milestone.INGEST_BEFORE_COMMIT ? 1 : 0;
    }
  }

  private static List<Crash> crashes() {
    List<Crash> crashes = new ArrayList<>();
    for (PushIngress ingress : PushIngress.values()) {
      if (ALL || ingress == PushIngress.PUBLISH || SHORT.contains(ingress)) {
        crashes.add(new Crash(ingress, Milestone.INGEST_AFTER_COMMIT));
      }
      if (ALL || ingress == PushIngress.PUBLISH) {
        crashes.add(new Crash(ingress, Milestone.INGEST_BEFORE_COMMIT));
      }
    }
    return crashes;
  }

  @Test
  void what_was_sent_again_after_a_crash_before_its_answer_is_one_event() throws Exception {
    Map<String, Told> answers = new LinkedHashMap<>();
    List<Crash> crashes = crashes();
    for (int i = 0; i < crashes.size(); i++) {
      Crash crash = crashes.get(i);
      int nth = i == 0 ? 1 : 1 + crashes.get(i - 1).repeated();
      node.restart("-D" + CrashPoint.PROPERTY + "=" + crash.point() + ":" + nth);
      if (i > 0) {
        answers.put(crashes.get(i - 1).id(), crashes.get(i - 1).send(node));
      }
      assertThatThrownBy(() -> crash.send(node)).as(crash.id()).isInstanceOf(IOException.class);
      assertThat(node.awaitCrash(crash.id(), CRASH_LIMIT)).as(crash.id()).isTrue();
    }
    node.restart();
    answers.put(crashes.getLast().id(), crashes.getLast().send(node));

    assertThat(answers.values()).allSatisfy(told -> assertThat(told.status() / 100).isEqualTo(2));
    for (Crash crash : crashes) {
      Told again = crash.send(node);
      if (crash.ingress() == PushIngress.NOTIFICATION_OF_A_BUCKET
          || crash.ingress() == PushIngress.CLOUD_EVENT) {
        assertThat(again.body()).as("it is known by its own id").contains("\"duplicates\":1");
      } else {
        assertThat(again).as(crash.id()).isEqualTo(answers.get(crash.id()));
      }
    }
    awaitRuns(crashes.stream().map(Crash::id).toList());
    crashes.forEach(crash -> assertThat(invocations(crash.id())).as(crash.id()).hasSize(1));
  }

  @Test
  void first_results_are_answered_after_sigkill_and_a_request_that_was_running_is_run_again()
      throws Exception {
    Map<PushIngress, Told> first = new EnumMap<>(PushIngress.class);
    for (PushIngress ingress : PushIngress.values()) {
      first.put(ingress, ingress.send(node.endpoint(), "kept-" + ingress));
    }
    String url = functionUrl();
    HttpResponse<String> ran = post("/http/now", "kept-now");
    HttpResponse<String> ranAtUrl = post(url, "kept-url");
    assertThat(List.of(ran.statusCode(), ranAtUrl.statusCode())).containsOnly(200);

    Files.deleteIfExists(directory.resolve("runs-go"));
    Thread slow =
        Thread.ofVirtual()
            .start(() ->
                assertThatThrownBy(() -> post("/http/now", "slow-now"))
                    .isInstanceOf(IOException.class));
    DeliveryBench.await(() -> invocations("slow-now").size() == 1, DRAIN_LIMIT);
    HttpResponse<String> meanwhile = post("/http/now", "slow-now");
    assertThat(meanwhile.statusCode()).as(meanwhile.body()).isEqualTo(409);
    node.kill();
    slow.join();
    Files.createFile(directory.resolve("runs-go"));
    node.restart();

    for (PushIngress ingress : PushIngress.values()) {
      Told again = ingress.send(node.endpoint(), "kept-" + ingress);
      if (ingress == PushIngress.NOTIFICATION_OF_A_BUCKET || ingress == PushIngress.CLOUD_EVENT) {
        assertThat(again.body()).as("it is known by its own id").contains("\"duplicates\":1");
      } else {
        assertThat(again).as(ingress.name()).isEqualTo(first.get(ingress));
      }
    }
    assertReplayed(post("/http/now", "kept-now"), ran);
    assertReplayed(post(url, "kept-url"), ranAtUrl);
    assertThat(invocations("kept-now")).hasSize(1);
    assertThat(invocations("kept-url")).hasSize(1);

    HttpResponse<String> slowAgain = post("/http/now", "slow-now");
    assertThat(slowAgain.statusCode()).as(slowAgain.body()).isEqualTo(200);
    assertThat(invocations("slow-now")).as("its first run had no result").hasSize(2);
    assertReplayed(post("/http/now", "slow-now"), slowAgain);
    assertThat(invocations("slow-now")).hasSize(2);

    List<String> pushed = first.keySet().stream().map(ingress -> "kept-" + ingress.name()).toList();
    awaitRuns(pushed);
    pushed.forEach(id -> assertThat(invocations(id)).as(id).hasSize(1));
  }

  private static void assertReplayed(HttpResponse<String> again, HttpResponse<String> first) {
    assertThat(again.statusCode()).isEqualTo(first.statusCode());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
  }

  private static String functionUrl() throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      String made =
          client
              .send("POST", "/2021-10-31/functions/recorder/url", "{\"AuthType\":\"AWS_IAM\"}")
              .orThrow();
      String url = made.replaceAll("(?s).*\"FunctionUrl\"\\s*:\\s*\"([^\"]*)\".*", "$1");
      return URI.create(url).getPath();
    }
  }

  private static HttpResponse<String> post(String path, String id)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(
          HttpRequest.newBuilder(node.endpoint().resolve(path))
              .timeout(Duration.ofSeconds(60))
              .headers("Content-Type", "application/json", "Idempotency-Key", id)
              .POST(BodyPublishers.ofString("{\"id\":\"" + id + "\"}"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void awaitRuns(List<String> ids) {
    DeliveryBench.await(() -> ids.stream().allMatch(id -> !invocations(id).isEmpty()), DRAIN_LIMIT);
  }

  /// The request ids under which an event was run. One that was running when its dispatcher died is run
  /// again under its own.
  private static Set<String> invocations(String id) {
    Set<String> invocations = new LinkedHashSet<>();
    for (Run run : ledger.runs()) {
      if (run.id().equals(id)) {
        invocations.add(run.requestId());
      }
    }
    return invocations;
  }
}
