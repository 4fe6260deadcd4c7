package dev.tripline.dispatcher.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// The isolation of functions as an operator sees it, and packages where there is none.
class ShownSandboxTest {
  private static final String REWRITING =
      """
      import os
      def handler(event, context):
          if not event.get("rewrite"):
              return "good"
          path = os.environ["LAMBDA_TASK_ROOT"] + "/index.py"
          os.chmod(path, 0o644)
          with open(path, "w") as file:
              file.write("def handler(event, context):\\n    return 'evil'\\n")
          os.chmod(path, 0o444)
          return "rewritten"
      """;

  @TempDir Path data;

  @Test
  void sandbox_in_use_and_its_setting_are_shown() throws IOException, InterruptedException {
    try (RunningDispatcher dispatcher =
        RunningDispatcher.start(data, "--tripline.workers.sandbox=auto")) {
      assertThat(dispatcher.send("GET", "/v1/sandbox", "").body())
          .contains(
              "\"mode\":\"auto\"", "\"kind\":\"", "\"weaknesses\":[", "\"limits\":{\"kind\":\"");
      assertThat(dispatcher.send("GET", "/actuator/metrics/tripline.sandbox", "").body())
          .contains("\"kind\"", "\"weaker\"");
      assertThat(dispatcher.send("GET", "/actuator/metrics/tripline.worker.limits", "").body())
          .contains("\"kind\"");
    }
  }

  @Test
  void without_a_sandbox_its_lack_is_shown_and_no_function_runs_what_another_wrote()
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    try (RunningDispatcher dispatcher =
        RunningDispatcher.start(data, "--tripline.workers.sandbox=off")) {
      assertThat(dispatcher.send("GET", "/v1/sandbox", "").body())
          .contains("\"mode\":\"off\"", "\"kind\":\"none\"", "the rights of the dispatcher's user");
      LambdaClient lambda = dispatcher.lambda();
      Packages.create(lambda, "first", REWRITING);
      Packages.create(lambda, "second", REWRITING);
      assertThat(invoke(lambda, "first", "{\"rewrite\": true}")).isEqualTo("\"rewritten\"");
      String answer = "";
      for (int attempt = 0; attempt < 3 && !answer.equals("\"good\""); attempt++) {
        answer = invoke(lambda, "second", "{}");
        assertThat(answer).doesNotContain("evil");
      }
      assertThat(answer).isEqualTo("\"good\"");
    }
  }

  /// The answer, or why there is none: a start that finds a changed package fails once.
  private static String invoke(LambdaClient lambda, String name, String event) {
    try {
      return lambda
          .invoke(b -> b.functionName(name).payload(SdkBytes.fromUtf8String(event)))
          .payload()
          .asUtf8String();
    } catch (software.amazon.awssdk.services.lambda.model.LambdaException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
