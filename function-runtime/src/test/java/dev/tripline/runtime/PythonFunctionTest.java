package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonFunctionTest {
  @TempDir Path directory;
  private Host host;

  @BeforeEach
  void start() {
    host = new Host(directory);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void answer_is_what_the_handler_returns() {
    FunctionSpec echo = host.python("def handler(event, context):\n    return event\n");
    assertThat(host.answer(echo, "{\"a\":[1,2.5,\"ü\"]}")).isEqualTo("{\"a\": [1, 2.5, \"ü\"]}");
    assertThat(host.answer(echo, "null")).isEqualTo("null");
  }

  @Test
  void globals_survive_between_invocations() {
    FunctionSpec counter =
        host.python(
            """
            count = 0
            def handler(event, context):
                global count
                count += 1
                return count
            """);
    assertThat(host.answer(counter, "{}")).isEqualTo("1");
    assertThat(host.answer(counter, "{}")).isEqualTo("2");
  }

  @Test
  void exception_is_answered_with_its_stack() {
    FunctionSpec failing =
        host.python("def handler(event, context):\n    raise ValueError('no \"luck\"')\n");
    InvocationResult result = host.run(failing, "{}");
    assertThat(result.outcome()).isInstanceOf(Outcome.FunctionError.class);
    assertThat(Host.text(result.outcome()))
        .startsWith(
            "{\"errorMessage\": \"no \\\"luck\\\"\", \"errorType\": \"ValueError\", \"requestId\":"
                + " \"")
        .endsWith(
            "\"stackTrace\": [\"  File \\\""
                + host.seenTaskRoot(failing).resolve("index.py")
                + "\\\", line 2, in handler\\n    raise"
                + " ValueError('no \\\"luck\\\"')\\n\"]}");
  }

  @Test
  void missing_module_is_answered_with_an_empty_request_id() {
    FunctionSpec broken = host.python("import nothing_like_this\n");
    assertThat(host.answer(broken, "{}"))
        .isEqualTo(
            "{\"errorMessage\": \"Unable to import module 'index': No module named"
                + " 'nothing_like_this'\", \"errorType\": \"Runtime.ImportModuleError\","
                + " \"requestId\": \"\", \"stackTrace\": []}");
  }

  @Test
  void log_tail_is_the_whole_story_of_the_invocation() {
    FunctionSpec talking =
        host.python(
            """
            import logging
            logging.getLogger().setLevel(logging.INFO)
            def handler(event, context):
                print("hello")
                logging.info("deep")
                print("no line end", end="")
                return 1
            """);
    for (boolean cold : new boolean[] {true, false}) {
      InvocationResult result = host.run(talking, "{}", true);
      String tail = new String(Objects.requireNonNull(result.logTail()), StandardCharsets.UTF_8);
      String uuid = "[0-9a-f-]{36}";
      assertThat(tail)
          .matches(
              "START RequestId: "
                  + uuid
                  + " Version: \\$LATEST\nhello\n\\[INFO\\]\t[0-9T:.-]+Z\t"
                  + uuid
                  + "\tdeep\nno line end\nEND RequestId: "
                  + uuid
                  + "\nREPORT RequestId: "
                  + uuid
                  + "\tDuration: [0-9.]+ ms\tBilled Duration: [0-9]+ ms\tMemory Size: 256 MB"
                  + "\tMax Memory Used: [0-9]+ MB\t"
                  + (cold ? "Init Duration: [0-9.]+ ms\t" : "")
                  + "\n");
    }
  }

  @Test
  void layers_are_found_and_the_package_wins() {
    FunctionSpec layered =
        host.draft("python3.12", "index.handler")
            .file("index.py", "import own, both\ndef handler(e, c):\n    return [own.x, both.x]\n")
            .file("both.py", "x = 'package'\n")
            .layerFile("python/own.py", "x = 'layer'\n")
            .layerFile("python/both.py", "x = 'layer'\n")
            .spec();
    assertThat(host.answer(layered, "{}")).isEqualTo("[\"layer\", \"package\"]");
  }

  @Test
  void environment_is_that_of_lambda_and_reserved_names_win() {
    FunctionSpec telling =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import os
                def handler(event, context):
                    return {name: os.environ.get(name) for name in event}
                """)
            .environment("MINE", "yes")
            .environment("AWS_REGION", "elsewhere")
            .environment("TZ", "Asia/Tokyo")
            .spec();
    String names =
        "[\"MINE\",\"AWS_REGION\",\"TZ\",\"_HANDLER\",\"LAMBDA_TASK_ROOT\",\"AWS_EXECUTION_ENV\"]";
    assertThat(host.answer(telling, names))
        .isEqualTo(
            "{\"MINE\": \"yes\", \"AWS_REGION\": \"us-east-1\", \"TZ\": \"Asia/Tokyo\","
                + " \"_HANDLER\": \"index.handler\", \"LAMBDA_TASK_ROOT\": \""
                + host.seenTaskRoot(telling)
                + "\","
                + " \"AWS_EXECUTION_ENV\": \"AWS_Lambda_python3.12\"}");
  }
}
