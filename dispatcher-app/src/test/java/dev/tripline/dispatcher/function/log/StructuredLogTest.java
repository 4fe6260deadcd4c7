package dev.tripline.dispatcher.function.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tools.jackson.databind.JsonNode;

/// The dispatcher's log as JSON has the request id of a function's line as a member.
@ExtendWith(OutputCaptureExtension.class)
class StructuredLogTest {
  private static final String CODE =
      """
      def handler(event, context):
          print('a line of the function')
          return context.aws_request_id
      """;

  /// The setting is a property of the whole JVM from then on, and later tests read the log as text.
  @AfterEach
  void logTextAgain() {
    System.clearProperty(
        LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
  }

  @Test
  void a_line_of_a_function_has_its_request_id(@TempDir Path data, CapturedOutput output)
      throws Exception {
    try (GuardedDispatcher dispatcher =
            GuardedDispatcher.start(data, "--logging.structured.format.console=logstash");
        LambdaClient lambda = dispatcher.lambda(dispatcher.key("deployer", "operator"))) {
      Packages.create(lambda, "greet", CODE);
      String answer = lambda.invoke(b -> b.functionName("greet")).payload().asUtf8String();
      TriggerApp.await(() -> line(output).isPresent(), "the line in the log");
      JsonNode line = GuardedDispatcher.JSON.readTree(line(output).orElseThrow());
      assertThat(line.path("message").asString()).isEqualTo("a line of the function");
      assertThat(line.path("requestId").asString()).isEqualTo(answer.replace("\"", ""));
      assertThat(line.path("logger_name").asString()).isEqualTo("function.greet");
    }
  }

  private static Optional<String> line(CapturedOutput output) {
    return output
        .getOut()
        .lines()
        .filter(line -> line.startsWith("{") && line.contains("a line of the function"))
        .findFirst();
  }
}
