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
  void half_a_surrogate_pair_is_answered_as_json() {
    FunctionSpec broken =
        host.python("def handler(event, context):\n    return 'ü' + chr(0xd800)\n");
    assertThat(host.answer(broken, "{}")).isEqualTo("\"\\u00fc\\ud800\"");
  }

  @Test
  void json_is_read_and_written_as_by_the_module_that_is_not_imported() {
    FunctionSpec compared =
        host.python(
            """
            import sys
            imported = "json" in sys.modules
            import json
            import decimal

            TEXTS = ['{}', ' [1]\\r\\n', '\\ufeff{}', '[1] 2', '', ' ', '[1,]', '{"a":1,"a":2}', '"\\\\ud800"', '1e400', '-0.0',
                     'NaN', '-Infinity', '12345678901234567890123', '1.10', '"\\t"', 'nul', '"a', "{'a':1}", '[[[', '"\\u00fc"',
                     '[' * 100000, '\\x00']
            CIRCLE = []
            CIRCLE.append(CIRCLE)
            VALUES = [None, True, 1, 10**30, 1.5, 1e400, float("nan"), "\\u00fc", "\\ud800", "\\u2028\\x00\\x7f/<", [], {}, (1, 2),
                      {1: 2, None: 3, True: 4, 1.5: 5}, {(1,): 2}, {1, 2}, b"a", decimal.Decimal("1.10"), CIRCLE,
                      {"a": [1, {"b": None}]}, type("Text", (str,), {})("t"), type("Number", (int,), {})(7)]

            def outcome(call, *arguments):
                try:
                    return repr(call(*arguments))
                except RecursionError:
                    return "too deep"
                except Exception as error:
                    return "%s: %s" % (type(error).__name__, error)

            def handler(event, context):
                runtime = sys.modules["tripline_bootstrap"]
                differences = [imported, runtime.SCAN is None]
                for text in [text.encode("utf-8") for text in TEXTS] + [b"\\xff", '{"a":1}'.encode("utf-16")]:
                    ours, theirs = outcome(runtime.decoded, text), outcome(json.loads, text)
                    if ours != theirs:
                        differences.append([repr(text[:40]), ours, theirs])
                for value in VALUES:
                    for escape in (True, False):
                        ours = outcome(runtime.written, value, escape)
                        theirs = outcome(lambda: json.dumps(value, ensure_ascii=escape, default=runtime.refuse))
                        if ours != theirs:
                            differences.append([repr(value), ours, theirs])
                return differences
            """);
    assertThat(host.answer(compared, "{}")).isEqualTo("[false, false]");
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

  @Test
  void search_path_of_the_customer_comes_before_layers_and_hides_none() {
    FunctionSpec layered =
        host.draft("python3.12", "index.handler")
            .file("index.py", "import own, both\ndef handler(e, c):\n    return [own.x, both.x]\n")
            .file("more/both.py", "x = 'more'\n")
            .layerFile("python/own.py", "x = 'layer'\n")
            .layerFile("python/both.py", "x = 'layer'\n")
            .environment("PYTHONPATH", "./more")
            .spec();
    assertThat(host.answer(layered, "{}")).isEqualTo("[\"layer\", \"more\"]");
  }

  @Test
  void path_files_of_package_and_layer_are_read() {
    FunctionSpec layered =
        host.draft("python3.12", "index.handler")
            .file("index.py", "import own, other\ndef handler(e, c):\n    return own.x + other.x\n")
            .file("package.pth", "vendored\n")
            .file("vendored/own.py", "x = 'vendored'\n")
            .layerFile("python/names.pth", "elsewhere\n")
            .layerFile("python/elsewhere/other.py", "x = ' and elsewhere'\n")
            .spec();
    assertThat(host.answer(layered, "{}")).isEqualTo("\"vendored and elsewhere\"");
  }

  @Test
  void names_that_the_site_module_adds_are_there() {
    FunctionSpec leaving =
        host.python(
            """
            def handler(event, context):
                if event:
                    [exit, quit][event - 1](event)
                return [str(copyright)[:9], callable(help), callable(license), callable(credits)]
            """);
    assertThat(host.answer(leaving, "0")).isEqualTo("[\"Copyright\", true, true, true]");
    assertThat(host.answer(leaving, "1")).contains("Runtime exited with error: exit status 1");
    assertThat(host.answer(leaving, "2")).contains("Runtime exited with error: exit status 2");
  }

  @Test
  void packages_of_the_host_are_not_importable() {
    FunctionSpec telling =
        host.python(
            """
            import os, sys
            def handler(event, context):
                packages = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
                return [p for p in packages if os.path.exists(p)]
            """);
    assertThat(host.answer(telling, "{}")).isEqualTo("[]");
  }

  @Test
  void module_that_the_interpreter_has_built_in_is_no_handler() {
    FunctionSpec clash = host.function("python3.12", "time.handler", "time.py", "handler = print");
    assertThat(host.answer(clash, "{}"))
        .startsWith(
            "{\"errorMessage\": \"Cannot use built-in module time as a handler module\","
                + " \"errorType\": \"Runtime.BuiltInModuleConflict\"");
  }

  @Test
  void logging_writes_json_of_a_level_if_the_function_logs_json() {
    FunctionSpec talking =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import logging
                log = logging.getLogger("shop")
                def handler(event, context):
                    log.info("too little")
                    log.warning("order %d", 7, extra={"customer": "ü"})
                    try:
                        1 / 0
                    except ZeroDivisionError:
                        log.exception("bad")
                    raise ValueError("no luck")
                """)
            .environment("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .environment("AWS_LAMBDA_LOG_LEVEL", "WARN")
            .spec();
    host.run(talking, "{}", true);
    assertThat(host.log).hasSize(3);
    assertThat(host.log.get(0))
        .matches(
            "\\{\"timestamp\": \"[0-9T:.-]+Z\", \"level\": \"WARNING\", \"message\": \"order 7\","
                + " \"logger\": \"shop\", \"requestId\": \"[0-9a-f-]{36}\", \"customer\": \"ü\"}");
    assertThat(host.log.get(1))
        .contains(
            "\"level\": \"ERROR\", \"message\": \"bad\", \"logger\": \"shop\", \"stackTrace\"")
        .contains("\"errorType\": \"ZeroDivisionError\", \"errorMessage\": \"division by zero\"");
    assertThat(host.log.get(2))
        .startsWith("{\"timestamp\": ")
        .contains("\"level\": \"ERROR\", \"errorMessage\": \"no luck\", \"errorType\": \"ValueE");
  }
}
