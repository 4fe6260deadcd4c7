package dev.tripline.dispatcher.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.handlers.HandlerHost.Answer;
import dev.tripline.dispatcher.handlers.HandlerHost.Draft;
import dev.tripline.testkit.process.NpmPackages;
import dev.tripline.testkit.server.SqsServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Handlers for Node: CommonJS and ES modules, with the SDK of all functions, and with Powertools,
/// middy and web frameworks from a layer or from their own package.
class NodeHandlersTest {
  private static final Path SOURCES = HandlerLibraries.SOURCES.resolve("node");

  @TempDir static Path data;
  private static HandlerHost host;

  @BeforeAll
  static void start() {
    Optional<String> missing = NpmPackages.whyNoNode();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    host = new HandlerHost(data, HandlerLibraries.NODE_SDK.directory());
  }

  @AfterAll
  static void stop() {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void a_function_calls_lambda_itself_with_the_sdk_of_all_functions() {
    HandlerLibraries.NODE_SDK.require();
    host.deploy(own("account-settings", "index.handler"));
    Answer answer = host.invoke("account-settings", HandlerEvents.sqs("first", "second"));
    assertThat(answer.payload())
        .isEqualTo(
            HandlerHost.json(
                "{\"functions\":true,\"hurried\":false,\"name\":\"account-settings\"}"));
    assertThat(answer.log()).contains("\tINFO\tfirst\n", "\tINFO\tsecond\n", "\"awsRequestId\":");
  }

  @Test
  void a_module_reads_and_writes_objects_with_the_sdk_of_all_functions() {
    HandlerLibraries.NODE_SDK.require();
    host.aws.put("/pictures/a b.txt", "text/plain", "a large picture");
    host.deploy(own("thumbnails", "index.handler"));
    Answer answer = host.invoke("thumbnails", HandlerEvents.s3("pictures", "a+b.txt"));
    assertThat(answer.payload())
        .isEqualTo(HandlerHost.json("{\"type\":\"text/plain\",\"length\":15}"));
    assertThat(host.aws.get("/pictures/small/a b.txt")).isEqualTo("a lar");
  }

  @Test
  void a_module_sends_messages() {
    HandlerLibraries.NODE_SDK.require();
    try (SqsServer sqs = SqsServer.start();
        var client = sqs.client()) {
      client.createQueue(b -> b.queueName("orders"));
      host.deploy(
          own("order-queue", "index.handler")
              .withVariables(
                  Map.of(
                      "QUEUE_URL",
                      sqs.queueUrl("orders"),
                      "AWS_ENDPOINT_URL_SQS",
                      sqs.endpoint().toString())));
      Answer answer = host.invoke("order-queue", "{\"orders\":[{\"id\":1},{\"id\":2}]}");
      assertThat(answer.payload()).isEqualTo(HandlerHost.json("{\"sent\":2}"));
      assertThat(
              client
                  .receiveMessage(b -> b.queueUrl(sqs.queueUrl("orders")).maxNumberOfMessages(10))
                  .messages())
          .extracting(message -> message.body())
          .containsExactlyInAnyOrder("{\"id\":1}", "{\"id\":2}");
    }
  }

  @Test
  void a_table_is_kept_with_the_document_client() {
    HandlerLibraries.NODE_SDK.require();
    try (HandlerTable table = HandlerTable.start("todo")) {
      host.deploy(own("todo-table", "index.handler").withVariables(table.variables()));
      String put =
          HandlerEvents.http(
              "PUT", "/todo/7", "", "{\\\"id\\\":\\\"7\\\",\\\"text\\\":\\\"tea\\\"}");
      assertThat(host.invoke("todo-table", put).payload().path("statusCode").asInt())
          .isEqualTo(204);
      Answer found = host.invoke("todo-table", HandlerEvents.http("GET", "/todo/7", "", ""));
      assertThat(HandlerHost.json(found.body()))
          .isEqualTo(HandlerHost.json("{\"id\":\"7\",\"text\":\"tea\"}"));
      Answer absent = host.invoke("todo-table", HandlerEvents.http("GET", "/todo/8", "", ""));
      assertThat(absent.payload()).isEqualTo(HandlerHost.json("{\"statusCode\":404}"));
    }
  }

  @Test
  void middy_puts_logger_metrics_and_tracer_of_powertools_around_a_handler() {
    host.deploy(layered("observed"));
    Answer answer = host.invoke("observed", "{\"seats\":3}");
    assertThat(answer.payload()).isEqualTo(HandlerHost.json("{\"booked\":3,\"traced\":true}"));
    assertThat(answer.log())
        .contains("\"message\":\"booked\"", "\"seats\":3", "\"function_name\":\"observed\"")
        .contains("\"Namespace\":\"shop\"", "\"ColdStart\":1", "\"service\":\"booking\"");
  }

  @Test
  void a_compiled_class_uses_powertools_by_hand() {
    host.deploy(layered("compiled"));
    Answer answer = host.invoke("compiled", "{\"total\":1200,\"country\":\"nl\"}");
    assertThat(answer.payload()).isEqualTo(HandlerHost.json("{\"approved\":false}"));
    assertThat(answer.log())
        .contains("\"level\":\"WARN\"", "\"message\":\"expensive\"", "\"country\":\"nl\"")
        .doesNotContain("left out");
  }

  @Test
  void powertools_says_which_messages_of_a_batch_failed() {
    host.deploy(layered("batch"));
    Answer answer =
        host.invoke(
            "batch",
            HandlerEvents.sqs("{\\\"amount\\\":5}", "{\\\"amount\\\":0}", "{\\\"amount\\\":7}"));
    assertThat(answer.payload())
        .isEqualTo(HandlerHost.json("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}"));
  }

  @Test
  void powertools_reads_a_parameter() {
    HandlerLibraries.NODE_SDK.require();
    host.deploy(layered("parameters"));
    assertThat(host.invoke("parameters", "{}").payload().asString()).isEqualTo("green");
  }

  @Test
  void powertools_parses_events_by_a_schema() {
    host.deploy(layered("parsed"));
    Answer answer =
        host.invoke(
            "parsed",
            HandlerEvents.sqs(
                "{\\\"id\\\":1,\\\"items\\\":[\\\"a\\\",\\\"b\\\"]}",
                "{\\\"id\\\":2,\\\"items\\\":[]}"));
    assertThat(answer.payload()).isEqualTo(HandlerHost.json("[2,\"items\"]"));
  }

  @Test
  void powertools_does_a_payment_once() {
    HandlerLibraries.NODE_SDK.require();
    try (HandlerTable table = HandlerTable.start("idempotency")) {
      host.deploy(layered("once").withVariables(table.variables()));
      String first = "{\"paymentId\":\"p1\",\"payments\":1}";
      assertThat(host.invoke("once", "{\"paymentId\":\"p1\"}").payload())
          .isEqualTo(HandlerHost.json(first));
      assertThat(host.invoke("once", "{\"paymentId\":\"p1\"}").payload())
          .isEqualTo(HandlerHost.json(first));
      assertThat(host.invoke("once", "{\"paymentId\":\"p2\"}").payload())
          .isEqualTo(HandlerHost.json("{\"paymentId\":\"p2\",\"payments\":2}"));
    }
  }

  @Test
  void middlewares_read_a_body_and_turn_errors_into_answers() {
    host.deploy(layered("http"));
    Answer good =
        host.invoke("http", HandlerEvents.http("POST", "/", "", "{\\\"name\\\":\\\"Ada\\\"}"));
    assertThat(good.body()).isEqualTo("{\"hello\":\"Ada\"}");
    Answer bad = host.invoke("http", HandlerEvents.http("POST", "/", "", "{}"));
    assertThat(bad.payload().path("statusCode").asInt()).isEqualTo(422);
    assertThat(bad.body()).isEqualTo("a name is needed");
  }

  @Test
  void express_answers_from_a_package_with_its_own_modules() {
    Path modules = HandlerLibraries.NODE.require().resolve("nodejs");
    host.deploy(
        new Draft(
            "express",
            "nodejs22.x",
            "app.handler",
            HandlerPackage.zip(SOURCES.resolve("express"), modules)));
    Answer got = host.invoke("express", HandlerEvents.http("GET", "/pets/4", "kind=cat", ""));
    assertThat(HandlerHost.json(got.body()))
        .isEqualTo(HandlerHost.json("{\"id\":\"4\",\"query\":{\"kind\":\"cat\"}}"));
    Answer made = host.invoke("express", HandlerEvents.http("POST", "/pets", "", "{\\\"id\\\":5}"));
    assertThat(made.payload().path("statusCode").asInt()).isEqualTo(201);
    assertThat(made.body()).isEqualTo("{\"id\":5}");
  }

  @Test
  void hono_answers_from_a_module_whose_packages_are_in_a_layer() {
    host.deploy(layered("hono"));
    Answer got = host.invoke("hono", HandlerEvents.http("GET", "/greet/Ada", "", ""));
    assertThat(got.body()).isEqualTo("hello Ada");
    Answer absent = host.invoke("hono", HandlerEvents.http("GET", "/elsewhere", "", ""));
    assertThat(absent.payload().path("statusCode").asInt()).isEqualTo(404);
  }

  @Test
  void a_vendors_layer_is_the_handler_and_calls_the_functions_own() {
    host.deploy(
        own("vendor", "vendor-wrapper.handler")
            .withLayers(host.layer("vendor", SOURCES.resolve("vendor-layer")))
            .withVariables(Map.of("VENDOR_HANDLER", "index.inner")));
    assertThat(host.invoke("vendor", "{\"value\":7}").payload())
        .isEqualTo(HandlerHost.json("{\"inner\":7,\"wrapped\":true}"));
  }

  @Test
  void a_callback_answers_before_a_timer_ends() {
    host.deploy(own("callback", "src/main.onEvent"));
    assertThat(host.invoke("callback", "{\"a\":1}").payload())
        .isEqualTo(HandlerHost.json("{\"echoed\":{\"a\":1},\"arn\":\"callback\"}"));
    Answer failed = host.invoke("callback", "{\"fail\":true}");
    assertThat(failed.error()).isEqualTo("Unhandled");
    assertThat(failed.payload().path("errorType").asString()).isEqualTo("RangeError");
  }

  /// A function without libraries of its own.
  private static Draft own(String name, String handler) {
    return new Draft(name, "nodejs22.x", handler, HandlerPackage.zip(SOURCES.resolve(name)));
  }

  /// A function whose libraries are in a layer.
  private static Draft layered(String name) {
    Path libraries = HandlerLibraries.NODE.require();
    return own(name, "index.handler").withLayers(host.layer("node-libraries", libraries));
  }
}
