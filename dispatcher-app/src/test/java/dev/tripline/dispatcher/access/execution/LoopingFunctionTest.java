package dev.tripline.dispatcher.access.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tools.jackson.databind.JsonNode;

/// Functions that send, by AWS's client and with the credentials that they find, to the very queue, topic and
/// bus whose events they get.
class LoopingFunctionTest {
  private static final Path INSTALLED = Path.of("/usr/lib/python3/dist-packages");

  @TempDir static Path directory;

  private static SqsServer queues;
  private static SqsClient sqs;
  private static GuardedDispatcher dispatcher;
  private static FunctionCaller functions;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Files.isReadable(INSTALLED.resolve("boto3").resolve("session.py")),
        "boto3 is not installed");
    queues = SqsServer.start();
    sqs = queues.client();
    sqs.createQueue(
        b -> b.queueName("loop").attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "120")));
    sqs.createQueue(b -> b.queueName("done"));
    Path secret = Files.writeString(directory.resolve("secret"), LocalAws.SECRET_KEY);
    dispatcher =
        GuardedDispatcher.start(
            directory.resolve("data"),
            "--tripline.aws.endpoints.sqs=" + queues.endpoint(),
            "--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY,
            "--tripline.aws.secret-access-key=file:" + secret,
            "--tripline.workers.variables=PYTHONPATH="
                + INSTALLED
                + ",AWS_ENDPOINT_URL_SQS="
                + queues.endpoint(),
            "--tripline.function-credentials.roles="
                + "looping=publisher topic:loop event-bus:default");
    functions = new FunctionCaller(dispatcher, dispatcher.key("operator", "operator"));
    functions.create("turn", "looping", FunctionCaller.code("looping_function.py"));
    functions.create("other", "alone", FunctionCaller.code("looping_function.py"));
    trigger("queue", "'kind':'sqs','queueArn':'" + SqsServer.queueArn("loop") + "'");
    trigger("topic", "'kind':'topic','topic':'loop'");
    trigger("bus", "'kind':'event-bus','bus':'default','pattern':{'source':['loop']}");
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
      sqs.close();
      queues.close();
    }
  }

  private static void trigger(String name, String source) throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{'name':'%s','function':'turn','source':{%s}}".formatted(name, source).replace('\'', '"'),
        201);
  }

  private static void begin(String way) throws Exception {
    assertThat(functions.invoke("turn", Map.of("way", way, "n", 0)).asInt()).isZero();
  }

  /// The dead letters of chains that were stopped, each as its way and its number.
  private static List<String> stopped() {
    try {
      List<String> stopped = new ArrayList<>();
      for (JsonNode letter :
          dispatcher.admin("GET", "/v1/dead-letters", "", 200).path("deadLetters")) {
        assertThat(letter.path("reason").asString()).isEqualTo("RecursionLimitExceeded");
        String full =
            dispatcher
                .admin("GET", "/v1/dead-letters/" + letter.path("id").asString(), "", 200)
                .toString();
        stopped.add(
            full.replaceAll("(?s).*way[\\\\\": ]+(\\w+)[\\\\\", ]+n[\\\\\": ]+(\\d+).*", "$1 $2"));
      }
      stopped.sort(String::compareTo);
      return stopped;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_chain_by_a_queue_a_topic_or_a_bus_is_a_dead_letter_after_16_invocations()
      throws Exception {
    for (String way : List.of("queue", "topic", "bus")) {
      begin(way);
    }
    TriggerApp.await(() -> stopped().size() == 3, "a dead letter of each chain");
    assertThat(stopped()).containsExactly("bus 16", "queue 16", "topic 16");
  }

  @Test
  void a_function_that_may_recurse_goes_on() throws Exception {
    int before = stopped().size();
    recursion("Allow");
    for (String way : List.of("queue", "topic", "bus")) {
      begin(way);
    }
    List<String> done = new ArrayList<>();
    String url = queues.queueUrl("done");
    TriggerApp.await(
        () -> {
          sqs.receiveMessage(b -> b.queueUrl(url).maxNumberOfMessages(10))
              .messages()
              .forEach(message -> done.add(message.body()));
          return done.size() >= 3;
        },
        "the ends of three chains");
    assertThat(done).contains("queue", "topic", "bus");
    assertThat(stopped()).hasSize(before);
    recursion("Terminate");
  }

  private static void recursion(String loop) throws Exception {
    HttpResponse<String> answer =
        dispatcher.signed(
            functions.operator(),
            "PUT",
            "/2024-08-31/functions/turn/recursion-config",
            "{\"RecursiveLoop\":\"" + loop + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void a_role_publishes_only_where_it_may() throws Exception {
    for (String way : List.of("topic", "bus")) {
      HttpResponse<String> answer =
          dispatcher.signed(
              functions.operator(),
              "POST",
              "/2015-03-31/functions/other/invocations",
              "{\"way\":\"" + way + "\",\"n\":0}");
      assertThat(answer.headers().firstValue("X-Amz-Function-Error")).as(answer.body()).isPresent();
      assertThat(answer.body())
          .contains("arn:aws:sts::000000000000:assumed-role/alone/other is not authorized");
    }
  }
}
