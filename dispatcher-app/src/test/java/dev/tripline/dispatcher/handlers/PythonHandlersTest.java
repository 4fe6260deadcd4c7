package dev.tripline.dispatcher.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.handlers.HandlerHost.Answer;
import dev.tripline.dispatcher.handlers.HandlerHost.Draft;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Handlers for Python: with the SDK of all functions, with Powertools, and with libraries that are
/// partly compiled, from a layer.
class PythonHandlersTest {
  private static final Path SOURCES = HandlerLibraries.SOURCES.resolve("python");

  @TempDir static Path data;
  private static String runtime = "";
  private static HandlerHost host;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    runtime = runtimeOfThisHost();
    assumeTrue(!runtime.isEmpty(), "python3 is not on this host");
    host = new HandlerHost(data, HandlerLibraries.PYTHON_SDK.directory());
  }

  @AfterAll
  static void stop() {
    if (host != null) {
      host.close();
    }
  }

  /// The version that pip installs for.
  private static String runtimeOfThisHost() throws InterruptedException {
    try {
      Process python =
          new ProcessBuilder(
                  "python3", "-c", "import sys; print('python%d.%d' % sys.version_info[:2])")
              .start();
      String answer = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return python.waitFor() == 0 ? answer.strip() : "";
    } catch (IOException _) {
      return ""; // no python3
    }
  }

  @Test
  void a_function_calls_lambda_itself_with_the_sdk_of_all_functions() {
    HandlerLibraries.PYTHON_SDK.require();
    host.deploy(own("account-settings", "lambda_function.lambda_handler"));
    Answer answer = host.invoke("account-settings", "{\"a\":1}");
    assertThat(answer.payload())
        .isEqualTo(
            HandlerHost.json(
                "{\"functions\":true,\"hurried\":false,\"name\":\"account-settings\"}"));
    assertThat(answer.log()).contains("[INFO]\t", "\tevent {\"a\": 1}\n");
  }

  @Test
  void objects_are_read_and_written() {
    HandlerLibraries.PYTHON_SDK.require();
    host.aws.put("/texts/a b.txt", "text/plain", "three short words");
    host.deploy(own("objects", "app.handler"));
    Answer answer = host.invoke("objects", HandlerEvents.s3("texts", "a+b.txt"));
    assertThat(answer.payload())
        .isEqualTo(HandlerHost.json("{\"type\":\"text/plain\",\"words\":3}"));
    assertThat(host.aws.get("/texts/a b.txt.count")).isEqualTo("3");
  }

  @Test
  void amounts_in_a_table_are_decimals() {
    HandlerLibraries.PYTHON_SDK.require();
    try (HandlerTable table = HandlerTable.start("ledger")) {
      host.deploy(own("ledger", "ledger/api.handler").withVariables(table.variables()));
      host.invoke("ledger", "{\"account\":\"a\",\"amount\":1.25}");
      assertThat(host.invoke("ledger", "{\"account\":\"a\",\"amount\":2.5}").payload().asDouble())
          .isEqualTo(3.75);
    }
  }

  @Test
  void good_messages_are_passed_on_and_the_others_named() {
    HandlerLibraries.PYTHON_SDK.require();
    try (SqsServer sqs = SqsServer.start();
        var client = sqs.client()) {
      client.createQueue(b -> b.queueName("next"));
      host.deploy(
          own("queue_worker", "worker.handler")
              .withVariables(
                  Map.of(
                      "QUEUE_URL",
                      sqs.queueUrl("next"),
                      "AWS_ENDPOINT_URL_SQS",
                      sqs.endpoint().toString())));
      Answer answer =
          host.invoke(
              "queue_worker",
              HandlerEvents.sqs("{\\\"id\\\":\\\"o1\\\"}", "no json", "{\\\"name\\\":\\\"x\\\"}"));
      assertThat(answer.payload())
          .isEqualTo(
              HandlerHost.json(
                  "{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"},{\"itemIdentifier\":\"m2\"}]}"));
      assertThat(answer.log()).contains("refused m1 JSONDecodeError\nrefused m2 KeyError\n");
      assertThat(client.receiveMessage(b -> b.queueUrl(sqs.queueUrl("next"))).messages())
          .extracting(message -> message.body())
          .containsExactly("o1");
    }
  }

  @Test
  void a_secret_is_read_while_the_function_starts() {
    HandlerLibraries.PYTHON_SDK.require();
    host.deploy(own("secrets", "app.handler").withVariables(Map.of("SECRET", "database")));
    assertThat(host.invoke("secrets", "{\"password\":\"pass\"}").payload())
        .isEqualTo(HandlerHost.json("{\"user\":\"shop\",\"right\":true}"));
  }

  @Test
  void another_service_is_called_over_http() {
    host.deploy(
        layered("webhook", "main.handler")
            .withVariables(Map.of("TARGET", host.aws.url() + "/plain/hook")));
    assertThat(host.invoke("webhook", "{\"n\":1}").payload())
        .isEqualTo(HandlerHost.json("{\"seen\":{\"n\":1}}"));
  }

  @Test
  void events_are_read_into_a_model() {
    host.deploy(layered("validated", "app.handler"));
    assertThat(host.invoke("validated", "{\"seats\":2,\"day\":\"2026-05-01\"}").payload())
        .isEqualTo(HandlerHost.json("{\"seats\":2,\"day\":\"2026-05-01\"}"));
    assertThat(host.invoke("validated", "{\"seats\":0}").payload())
        .isEqualTo(HandlerHost.json("{\"errors\":[\"seats\",\"day\"]}"));
  }

  @Test
  void a_token_is_checked() throws GeneralSecurityException {
    String key = "a key of at least thirty-two bytes";
    host.deploy(layered("authorizer", "app.handler").withVariables(Map.of("KEY", key)));
    Answer allowed =
        host.invoke(
            "authorizer",
            "{\"authorizationToken\":\"Bearer " + token(key) + "\",\"methodArn\":\"m\"}");
    assertThat(allowed.payload().path("principalId").asString()).isEqualTo("ada");
    assertThat(allowed.payload().at("/policyDocument/Statement/0/Effect").asString())
        .isEqualTo("Allow");
    Answer denied =
        host.invoke("authorizer", "{\"authorizationToken\":\"Bearer x\",\"methodArn\":\"m\"}");
    assertThat(denied.payload().at("/policyDocument/Statement/0/Effect").asString())
        .isEqualTo("Deny");
  }

  @Test
  void a_page_is_rendered_from_a_template_of_the_package() {
    host.deploy(layered("pages", "app.handler"));
    Answer answer = host.invoke("pages", HandlerEvents.http("GET", "/", "name=<Ada>", ""));
    assertThat(answer.body()).isEqualTo("<h1>Hello &lt;Ada&gt;</h1>");
  }

  @Test
  void powertools_logs_measures_and_routes() {
    host.deploy(powertools("observed"));
    Answer answer = host.invoke("observed", HandlerEvents.http("GET", "/seats/7", "", ""));
    assertThat(answer.payload().path("statusCode").asInt()).isEqualTo(200);
    assertThat(HandlerHost.json(answer.body())).isEqualTo(HandlerHost.json("{\"row\":\"7\"}"));
    assertThat(answer.log())
        .contains("\"message\":\"asked\"", "\"row\":\"7\"", "\"function_name\":\"observed\"")
        .contains("\"Namespace\":\"shop\"");
  }

  @Test
  void powertools_says_which_messages_of_a_batch_failed() {
    host.deploy(powertools("batch"));
    Answer answer =
        host.invoke("batch", HandlerEvents.sqs("{\\\"amount\\\":5}", "{\\\"amount\\\":0}"));
    assertThat(answer.payload())
        .isEqualTo(HandlerHost.json("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}"));
  }

  /// Signed by HMAC with SHA-256.
  private static String token(String key) throws GeneralSecurityException {
    String signed = base64("{\"alg\":\"HS256\"}") + "." + base64("{\"sub\":\"ada\"}");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Draft own(String name, String handler) {
    return new Draft(name, runtime, handler, HandlerPackage.zip(SOURCES.resolve(name)));
  }

  /// A function whose libraries are in a layer.
  private static Draft layered(String name, String handler) {
    Path libraries = HandlerLibraries.PYTHON.require();
    return own(name, handler).withLayers(host.layer("python-libraries", libraries));
  }

  private static Draft powertools(String name) {
    Path libraries = HandlerLibraries.PYTHON_POWERTOOLS.require();
    return own(name, "app.handler").withLayers(host.layer("python-powertools", libraries));
  }
}
