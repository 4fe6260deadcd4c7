package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.World;
import dev.tripline.runtime.log.LogLevel;
import dev.tripline.runtime.log.LogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Variables and files as a function of Lambda expects them, with and without a sandbox.
class EnvironmentTest {
  private static final String TELLING =
      """
      import os
      def handler(event, context):
          return [os.environ.get(name) for name in event]
      """;

  private static final String CREDENTIALS =
      "[\"AWS_ACCESS_KEY_ID\",\"AWS_SECRET_ACCESS_KEY\",\"AWS_SESSION_TOKEN\"]";

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, in a world of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private void start(Map<String, String> variables) {
    host = new Host(directory, settings -> settings.withVariables(variables));
  }

  @Test
  void credentials_are_there_and_the_functions_own_do_not_take_their_place() {
    start(Map.of());
    FunctionSpec telling =
        host.draft("python3.12", "index.handler")
            .file("index.py", TELLING)
            .environment("AWS_ACCESS_KEY_ID", "own")
            .spec();
    assertThat(host.answer(telling, CREDENTIALS)).doesNotContain("null", "own");
  }

  @Test
  void operators_credentials_take_the_place_of_all_placeholders() {
    start(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret"));
    assertThat(host.answer(host.python(TELLING), CREDENTIALS))
        .isEqualTo("[\"id\", \"secret\", null]");
  }

  @Test
  void operators_variables_are_in_every_function_and_lose_against_its_own() {
    start(
        Map.of(
            "AWS_ENDPOINT_URL", "http://localhost:1",
            "AWS_ENDPOINT_URL_SQS", "http://localhost:2",
            "TZ", "Europe/Vienna"));
    FunctionSpec telling =
        host.draft("python3.12", "index.handler")
            .file("index.py", TELLING)
            .environment("AWS_ENDPOINT_URL_SQS", "http://localhost:3")
            .spec();
    assertThat(host.answer(telling, "[\"AWS_ENDPOINT_URL\",\"AWS_ENDPOINT_URL_SQS\",\"TZ\"]"))
        .isEqualTo("[\"http://localhost:1\", \"http://localhost:3\", \"Europe/Vienna\"]");
  }

  @Test
  void log_group_of_another_name_is_known_to_the_function() {
    start(Map.of());
    FunctionSpec telling =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import os
                def handler(event, context):
                    return [context.log_group_name, os.environ.get("AWS_LAMBDA_LOG_FORMAT"),
                            os.environ.get("AWS_LAMBDA_LOG_LEVEL")]
                """)
            .logs(new LogSettings("/shared/orders", true, LogLevel.WARN, LogLevel.INFO))
            .spec();
    assertThat(host.answer(telling, "1")).isEqualTo("[\"/shared/orders\", \"JSON\", \"WARN\"]");
    assertThat(host.answer(host.python(TELLING), "[\"AWS_LAMBDA_LOG_GROUP_NAME\"]"))
        .isEqualTo("[\"/aws/lambda/f\"]");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void variables_that_name_lambdas_places_lead_there(World world) {
    host = new Host(directory, world);
    FunctionSpec reading =
        host.draft("python3.12", "index.handler")
            .file("own.txt", "own")
            .layerFile("etc/layer.txt", "layer")
            .file(
                "index.py",
                """
                import os
                def read(path):
                    with open(path) as file:
                        return file.read()
                def handler(event, context):
                    paths = os.environ["PATHS"].split(":")
                    return [read(path) for path in paths] + [os.environ["OPTIONS"].count("/opt/absent")]
                """)
            .environment("PATHS", "/opt/etc/layer.txt:/var/task/own.txt")
            .environment("OPTIONS", "--a=/opt/absent http://host/opt/etc/layer.txt")
            .spec();
    assertThat(host.answer(reading, "1")).isEqualTo("[\"layer\", \"own\", 1]");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void wrapper_of_a_layer_finds_a_file_by_a_variable(World world) {
    host = new Host(directory, world);
    FunctionSpec wrapped =
        host.draft("python3.12", "index.handler")
            .file("index.py", TELLING)
            .layerFile("wrapper", "#!/bin/sh\nexport FOUND=$(cat \"$CONFIG\")\nexec \"$@\"\n")
            .layerFile("config", "yes")
            .environment("CONFIG", "/opt/config")
            .environment("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper")
            .spec();
    assertThat(host.answer(wrapped, "[\"FOUND\"]")).isEqualTo("[\"yes\"]");
  }

  /// As pnpm and venv leave them in a package.
  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void links_out_of_the_package_lead_to_nothing_in_a_sandbox(World world) throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "x");
    host = new Host(directory, world);
    FunctionSpec linked =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import os
                def handler(event, context):
                    return [os.path.lexists("outside"), os.path.exists("outside"),
                            os.path.lexists("dangling"), os.path.exists("dangling")]
                """)
            .link("outside", outside)
            .link("dangling", Path.of("../../nowhere"))
            .spec();
    boolean visible = !host.isSandboxed();
    assertThat(host.answer(linked, "1")).isEqualTo("[true, " + visible + ", true, false]");
  }
}
