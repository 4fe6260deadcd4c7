package dev.tripline.dispatcher.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.handlers.HandlerHost.Answer;
import dev.tripline.dispatcher.handlers.HandlerHost.Draft;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Handlers for Java: each of the interfaces of Lambda, with its events, loggers, the SDK, Powertools and
/// Spring Cloud Function.
class JavaHandlersTest {
  @TempDir static Path data;
  private static HandlerHost host;

  @BeforeAll
  static void start() {
    host = new HandlerHost(data, data.resolve("none"));
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  @Test
  void plain_values_come_in_and_go_out() {
    host.deploy(layered("words", "example.Words"));
    Answer answer = host.invoke("words", "{\"a\":\"four\",\"b\":\"\"}");
    assertThat(answer.payload()).isEqualTo(HandlerHost.json("{\"a\":4,\"b\":0}"));
    assertThat(answer.log()).contains("counting in words");
  }

  @Test
  void a_stream_handler_reads_and_writes_bytes() {
    host.deploy(layered("stream", "example.Upper"));
    assertThat(host.invoke("stream", "{\"name\":\"ädä\"}").payload())
        .isEqualTo(HandlerHost.json("{\"name\":\"ÄDÄ\",\"request\":36}"));
  }

  @Test
  void beans_come_in_and_go_out_of_a_method_of_any_name() {
    host.deploy(layered("pojo", "example.Quote::make"));
    assertThat(host.invoke("pojo", "{\"product\":\"tea\",\"pieces\":3}").payload())
        .isEqualTo(HandlerHost.json("{\"product\":\"tea\",\"cents\":750}"));
    Answer failed = host.invoke("pojo", "{\"product\":\"tea\",\"pieces\":0}");
    assertThat(failed.error()).isEqualTo("Unhandled");
    assertThat(failed.payload().path("errorType").asString())
        .isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void messages_of_a_batch_that_failed_are_named() {
    host.deploy(layered("batch", "example.Payments"));
    assertThat(host.invoke("batch", HandlerEvents.sqs("5", "-1")).payload())
        .isEqualTo(HandlerHost.json("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}"));
  }

  @Test
  void a_request_over_http_is_answered() {
    host.deploy(layered("http", "example.Pets"));
    Answer answer = host.invoke("http", HandlerEvents.http("GET", "/pets/7", "", ""));
    assertThat(answer.payload().path("statusCode").asInt()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("GET 7");
  }

  @Test
  void an_object_is_read_with_the_sdk() {
    host.aws.put("/texts/a b.txt", "text/plain", "stored");
    host.deploy(layered("stored", "example.Stored"));
    assertThat(host.invoke("stored", HandlerEvents.s3("texts", "a+b.txt")).payload().asString())
        .isEqualTo("stored");
  }

  @Test
  void log4j_logs_through_its_appender_for_lambda() {
    host.deploy(layered("log4j", "example.Audited"));
    Answer answer = host.invoke("log4j", "\"xy\"");
    assertThat(answer.payload().asInt()).isEqualTo(2);
    assertThat(answer.log())
        .containsPattern("[0-9a-f-]{36} INFO  Audited - audited xy\n")
        .doesNotContain("left out");
  }

  @Test
  void powertools_logs_and_measures() {
    Path libraries = HandlerLibraries.JAVA_POWERTOOLS.require();
    host.deploy(
        compiled("java-powertools/observed", "observed", "example.Observed", libraries)
            .withLayers(host.layer("java-powertools", libraries))
            .withVariables(
                Map.of(
                    "POWERTOOLS_METRICS_NAMESPACE", "shop", "POWERTOOLS_SERVICE_NAME", "booking")));
    Answer answer = host.invoke("observed", "{\"seats\":3}");
    assertThat(answer.payload().asInt()).isEqualTo(3);
    assertThat(answer.log())
        .contains("\"message\":\"booked 3\"", "\"function_name\":\"observed\"")
        .contains("\"Namespace\":\"shop\"", "\"service\":\"booking\"");
  }

  @Test
  void a_spring_application_answers_with_a_function_bean() {
    Path libraries = HandlerLibraries.JAVA_SPRING.require();
    host.deploy(
        compiled(
                "java-spring/function",
                "spring",
                "org.springframework.cloud.function.adapter.aws.FunctionInvoker::handleRequest",
                libraries)
            .withLayers(host.layer("java-spring", libraries))
            .withVariables(Map.of("MAIN_CLASS", "example.Application")));
    assertThat(host.invoke("spring", "{\"say\":\"hey\"}").payload())
        .isEqualTo(HandlerHost.json("{\"said\":\"HEY\"}"));
  }

  /// A function whose libraries are in a layer.
  private static Draft layered(String name, String handler) {
    Path libraries = HandlerLibraries.JAVA.require();
    return compiled("java/" + name, name, handler, libraries)
        .withLayers(host.layer("java-libraries", libraries));
  }

  private static Draft compiled(String folder, String name, String handler, Path libraries) {
    Path sources = HandlerLibraries.SOURCES.resolve(folder);
    Path classes = HandlerPackage.compile(sources, libraries, data.resolve("classes-" + name));
    return new Draft(name, "java25", handler, HandlerPackage.zip(classes));
  }
}
