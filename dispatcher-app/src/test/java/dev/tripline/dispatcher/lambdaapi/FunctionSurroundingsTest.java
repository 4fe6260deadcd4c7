package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.function.trace.OtlpCollector;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.testkit.server.SqsServer;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.SystemLogLevel;
import software.amazon.awssdk.services.lambda.model.TracingMode;
import tools.jackson.databind.json.JsonMapper;

/// All that surrounds a function's code as on Lambda: credentials and endpoints, its log, its trace, and
/// the package that its tools have made.
class FunctionSurroundingsTest {
  private static final String DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages";

  @TempDir static Path data;
  private static SqsServer queues;
  private static OtlpCollector collector;
  private static RunningDispatcher dispatcher;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    queues = SqsServer.start();
    collector = new OtlpCollector();
    dispatcher =
        RunningDispatcher.start(
            data,
            "--tripline.workers.variables=AWS_ENDPOINT_URL_SQS="
                + queues.endpoint()
                + ",PYTHONPATH="
                + DEBIAN_PACKAGES,
            "--tripline.traces.endpoint=" + collector.endpoint(),
            "--tripline.traces.share=0",
            "--tripline.traces.interval=10ms");
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
      collector.close();
      queues.close();
    }
  }

  private static LambdaClient lambda() {
    return dispatcher.lambda();
  }

  private static String tail(String function) {
    InvokeResponse answer = lambda().invoke(b -> b.functionName(function).logType(LogType.TAIL));
    return new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8);
  }

  /// The queue's client of the function has neither credentials nor a region of its own.
  @Test
  void client_made_in_the_function_reaches_a_local_queue() {
    assumeTrue(
        Files.isReadable(Path.of(DEBIAN_PACKAGES, "boto3", "session.py")),
        "boto3 is not installed");
    try (var sqs = queues.client()) {
      sqs.createQueue(b -> b.queueName("from-function"));
      lambda()
          .createFunction(
              Packages.request(
                      "sends",
                      """
                      import boto3, os
                      def handler(event, context):
                          sqs = boto3.client("sqs", endpoint_url=os.environ["AWS_ENDPOINT_URL_SQS"])
                          url = sqs.get_queue_url(QueueName="from-function")["QueueUrl"]
                          return sqs.send_message(QueueUrl=url, MessageBody=event)["MessageId"]
                      """)
                  .runtime(Runtime.PYTHON3_11)
                  .timeout(30)
                  .memorySize(256)
                  .build());
      Packages.awaitActive(lambda(), "sends");

      InvokeResponse answer = Packages.invoke(lambda(), "sends", "\"hello\"");

      assertThat(answer.functionError()).as(answer.payload().asUtf8String()).isNull();
      String url = queues.queueUrl("from-function");
      assertThat(sqs.receiveMessage(b -> b.queueUrl(url).waitTimeSeconds(20)).messages())
          .singleElement()
          .satisfies(message -> assertThat(message.body()).isEqualTo("hello"));
    }
  }

  /// Nobody looks at credentials then, which says their name.
  @Test
  void without_access_control_a_function_has_placeholders_and_an_endpoint() {
    Packages.create(
        lambda(),
        "tells",
        """
        import os
        def handler(event, context):
            return [os.environ.get(name) for name in event]
        """);
    String told =
        Packages.invoke(lambda(), "tells", "[\"AWS_ACCESS_KEY_ID\",\"AWS_ENDPOINT_URL_LAMBDA\"]")
            .payload()
            .asUtf8String();
    assertThat(told).isEqualTo("[\"TRIPLINEPLACEHOLDER\", \"" + dispatcher.endpoint() + "\"]");
  }

  @Test
  void active_tracing_is_shown_and_exported() {
    lambda()
        .createFunction(
            Packages.request(
                    "traced",
                    """
                    import os
                    def handler(event, context):
                        if event == "fail":
                            raise ValueError("no luck")
                        return os.environ["_X_AMZN_TRACE_ID"]
                    """)
                .tracingConfig(t -> t.mode(TracingMode.ACTIVE))
                .build());
    Packages.awaitActive(lambda(), "traced");
    assertThat(configuration("traced").tracingConfig().mode()).isEqualTo(TracingMode.ACTIVE);

    String header = Packages.invoke(lambda(), "traced", "1").payload().asUtf8String();
    assertThat(header).contains(";Sampled=1;");
    Span span = collector.await(one -> one.getName().equals("process traced"));
    String id = OtlpCollector.traceId(span);
    assertThat(header)
        .contains("Root=1-" + id.substring(0, 8) + "-" + id.substring(8))
        .contains(";Parent=" + OtlpCollector.spanId(span));
    assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(OtlpCollector.attribute(span, "faas.version")).isEqualTo("$LATEST");

    Packages.invoke(lambda(), "traced", "\"fail\"");
    Span failed = collector.await(one -> one.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR);
    assertThat(failed.getStatus().getMessage()).isEqualTo("no luck");
    assertThat(OtlpCollector.attribute(failed, "error.type")).isEqualTo("ValueError");

    lambda()
        .updateFunctionConfiguration(
            b -> b.functionName("traced").tracingConfig(t -> t.mode(TracingMode.PASS_THROUGH)));
    Packages.awaitUpdated(lambda(), "traced");
    assertThat(Packages.invoke(lambda(), "traced", "1").payload().asUtf8String())
        .contains(";Sampled=0;");
  }

  @Test
  void log_settings_are_shown_merged_and_act() {
    lambda()
        .createFunction(
            Packages.request(
                    "logged",
                    """
                    def handler(event, context):
                        print("plain")
                        return context.log_group_name
                    """)
                .loggingConfig(l ->
                    l.logFormat(LogFormat.JSON)
                        .logGroup("/shared/orders")
                        .systemLogLevel(SystemLogLevel.DEBUG))
                .build());
    Packages.awaitActive(lambda(), "logged");
    assertThat(Packages.invoke(lambda(), "logged", "1").payload().asUtf8String())
        .isEqualTo("\"/shared/orders\"");
    assertThat(tail("logged").lines())
        .allSatisfy(line -> assertThat(JsonMapper.shared().readTree(line).isObject()).isTrue())
        .anySatisfy(line -> assertThat(line).contains("\"message\":\"plain\""))
        .anySatisfy(line -> assertThat(line).contains("platform.runtimeDone"));

    lambda()
        .updateFunctionConfiguration(b ->
            b.functionName("logged").loggingConfig(l -> l.systemLogLevel(SystemLogLevel.WARN)));
    Packages.awaitUpdated(lambda(), "logged");
    var logging = configuration("logged").loggingConfig();
    assertThat(logging.logGroup()).isEqualTo("/shared/orders");
    assertThat(logging.systemLogLevel()).isEqualTo(SystemLogLevel.WARN);
    assertThat(logging.applicationLogLevelAsString()).isEqualTo("INFO");
    assertThat(tail("logged")).contains("\"message\":\"plain\"").doesNotContain("platform.");

    lambda()
        .updateFunctionConfiguration(b ->
            b.functionName("logged")
                .loggingConfig(l -> l.logFormat(LogFormat.TEXT).logGroup("/aws/lambda/logged")));
    Packages.awaitUpdated(lambda(), "logged");
    assertThat(configuration("logged").loggingConfig().logGroup()).isEqualTo("/aws/lambda/logged");
    assertThat(configuration("logged").loggingConfig().systemLogLevel()).isNull();
    assertThat(tail("logged")).contains("START RequestId: ", "\nplain\n");
  }

  private static FunctionConfiguration configuration(String function) {
    return lambda().getFunction(b -> b.functionName(function)).configuration();
  }

  @Test
  void byte_order_mark_does_not_reach_the_function() {
    assumeTrue(
        dispatcher.bean(FunctionRuntime.class).whyUnavailable("nodejs22.x").isEmpty(),
        "node is not on this host");
    lambda()
        .createFunction(
            Packages.request("marked", "")
                .runtime(Runtime.NODEJS22_X)
                .code(c ->
                    c.zipFile(
                        SdkBytes.fromByteArray(
                            Packages.zip(
                                Map.of(
                                    "index.js", "exports.handler = async (event) => event.a;")))))
                .build());
    Packages.awaitActive(lambda(), "marked");
    assertThat(Packages.invoke(lambda(), "marked", "\uFEFF{\"a\":7}").payload().asUtf8String())
        .isEqualTo("7");
    assertThat(
            lambda()
                .invoke(b ->
                    b.functionName("marked")
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String("\uFEFF{\"a\":7}")))
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void package_of_other_tools_is_taken_and_runs() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "lib\\util.py", "VALUE = 'found'\n");
      add(zip, "index.py", "import lib.util\ndef handler(e, c):\n    return lib.util.VALUE\n");
    }
    lambda()
        .createFunction(
            Packages.request("powershell", "")
                .code(c -> c.zipFile(SdkBytes.fromByteArray(bytes.toByteArray())))
                .build());
    Packages.awaitActive(lambda(), "powershell");
    assertThat(Packages.invoke(lambda(), "powershell", "1").payload().asUtf8String())
        .isEqualTo("\"found\"");
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  @Test
  void refused_package_is_told_why() {
    byte[] escaping = Packages.zip(Map.of("../../out.py", "x"));
    assertThatThrownBy(() ->
            lambda()
                .createFunction(
                    Packages.request("escaping", "")
                        .code(c -> c.zipFile(SdkBytes.fromByteArray(escaping)))
                        .build()))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("Could not unzip uploaded file.")
        .hasMessageContaining("Reason: the entry name '../../out.py' leaves the package.");
  }
}
