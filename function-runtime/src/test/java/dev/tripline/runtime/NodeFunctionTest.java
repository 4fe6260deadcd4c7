package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeFunctionTest {
  @TempDir Path directory;
  private Host host;

  @BeforeEach
  void start() {
    host = new Host(directory);
    Optional<String> missing = host.runtime.whyUnavailable("nodejs22.x");
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void asynchronous_handler_answers() {
    FunctionSpec echo = host.node("exports.handler = async (event) => ({ got: event });");
    assertThat(host.answer(echo, "{\"a\":\"ü\"}")).isEqualTo("{\"got\":{\"a\":\"ü\"}}");
    assertThat(host.answer(echo, "null")).isEqualTo("{\"got\":null}");
  }

  @Test
  void callback_handler_answers_once_its_timers_have_run() {
    FunctionSpec callback =
        host.node(
            """
            let timers = 0;
            exports.handler = (event, context, callback) => {
              setTimeout(() => timers++, 30);
              callback(null, { timers });
            };
            """);
    assertThat(host.answer(callback, "{}")).isEqualTo("{\"timers\":0}");
    assertThat(host.answer(callback, "{}")).isEqualTo("{\"timers\":1}");
  }

  @Test
  void handler_that_returns_nothing_answers_null() {
    assertThat(host.answer(host.node("exports.handler = () => {};"), "{}")).isEqualTo("null");
    assertThat(host.answer(host.node("exports.handler = async () => {};"), "{}")).isEqualTo("null");
  }

  @Test
  void modules_are_imported() {
    FunctionSpec module =
        host.function(
            "nodejs22.x",
            "src/index.handler",
            "src/index.mjs",
            "const x = await Promise.resolve(7); export const handler = async () => x;");
    assertThat(host.answer(module, "{}")).isEqualTo("7");
    FunctionSpec packaged =
        host.draft("nodejs20.x", "index.handler")
            .file("package.json", "{\"type\":\"module\"}")
            .file("index.js", "export const handler = async () => 'esm';")
            .spec();
    assertThat(host.answer(packaged, "{}")).isEqualTo("\"esm\"");
  }

  @Test
  void heap_is_bounded_by_the_memory_of_the_function_and_so_are_those_of_its_threads() {
    FunctionSpec measured =
        host.node(
            """
            const { Worker } = require('worker_threads');
            const measure = "require('v8').getHeapStatistics().heap_size_limit < 256 * 1.25 * 1024 * 1024";
            exports.handler = () => new Promise((resolve, reject) => {
              const thread = new Worker(`require('worker_threads').parentPort.postMessage(${measure})`, { eval: true });
              thread.on('error', reject);
              thread.on('message', (there) => resolve([eval(measure), there, process.execArgv]));
            });
            """);
    assertThat(host.answer(measured, "{}")).isEqualTo("[true,true,[\"--max-old-space-size=217\"]]");
  }

  @Test
  void thrown_error_is_answered_with_its_trace() {
    FunctionSpec failing =
        host.node("exports.handler = async () => { throw new TypeError('no luck'); };");
    InvocationResult result = host.run(failing, "{}");
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.FunctionError.class,
            error -> assertThat(error.errorType()).isEqualTo("TypeError"));
    assertThat(Host.text(result.outcome()))
        .startsWith(
            "{\"errorType\":\"TypeError\",\"errorMessage\":\"no luck\",\"trace\":[\"TypeError: no"
                + " luck\",\"    at exports.handler ("
                + host.seenTaskRoot(failing).resolve("index.js")
                + ":1:");
  }

  @Test
  void missing_module_and_missing_handler_are_told() {
    FunctionSpec missing = host.draft("nodejs22.x", "absent.handler").file("index.js", "").spec();
    assertThat(host.answer(missing, "{}"))
        .startsWith(
            "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"Error: Cannot find");
    assertThat(host.answer(host.node("exports.other = 1;"), "{}"))
        .startsWith(
            "{\"errorType\":\"Runtime.HandlerNotFound\",\"errorMessage\":\"index.handler is"
                + " undefined or not exported\"");
  }

  @Test
  void unhandled_rejection_ends_the_worker_and_is_told() {
    FunctionSpec careless =
        host.node(
            """
            exports.handler = (event, context, callback) => {
              if (event.bad) Promise.reject(new Error('lost'));
              else callback(null, 'fine');
            };
            """);
    assertThat(host.answer(careless, "{\"bad\":true}"))
        .startsWith(
            "{\"errorType\":\"Runtime.UnhandledPromiseRejection\",\"errorMessage\":\"Error:"
                + " lost\"");
    assertThat(host.answer(careless, "{}")).isEqualTo("\"fine\"");
  }

  @Test
  void console_lines_carry_time_request_and_level() {
    FunctionSpec talking =
        host.node(
            "exports.handler = async () => { console.log('hello', 1); console.error('oh'); };");
    InvocationResult result = host.run(talking, "{}", true);
    String tail = new String(Objects.requireNonNull(result.logTail()), StandardCharsets.UTF_8);
    assertThat(tail)
        .containsPattern("\n[0-9T:.-]+Z\t[0-9a-f-]{36}\tINFO\thello 1\n")
        .containsPattern("\n[0-9T:.-]+Z\t[0-9a-f-]{36}\tERROR\toh\n");
  }

  @Test
  void large_payloads_pass_whole() {
    FunctionSpec echo = host.node("exports.handler = async (event) => event;");
    String large = "\"" + "x".repeat(6_000_000) + "\"";
    assertThat(host.answer(echo, large)).isEqualTo(large);
  }

  @Test
  void streamed_answer_is_collected() {
    FunctionSpec streaming =
        host.node(
            """
            exports.handler = awslambda.streamifyResponse(async (event, stream) => {
              stream.write('a');
              stream.end('b');
            });
            """);
    assertThat(host.answer(streaming, "{}")).isEqualTo("ab");
  }

  @Test
  void modules_of_a_layer_are_found() {
    FunctionSpec layered =
        host.draft("nodejs22.x", "index.handler")
            .file("index.js", "const m = require('m'); exports.handler = async () => m;")
            .layerFile("nodejs/node_modules/m/index.js", "module.exports = 'layer';")
            .spec();
    assertThat(host.answer(layered, "{}")).isEqualTo("\"layer\"");
  }

  @Test
  void es_modules_find_packages_of_a_layer_behind_their_own() {
    FunctionSpec layered =
        host.draft("nodejs22.x", "index.handler")
            .file(
                "index.mjs",
                """
                import { layer } from 'm';
                import { own } from 'both';
                export const handler = async () => [layer, own, (await import('n/deep.mjs')).deep];
                """)
            .file("node_modules/both/index.mjs", "export const own = 'package';")
            .file("node_modules/both/package.json", "{\"exports\":\"./index.mjs\"}")
            .layerFile("nodejs/node_modules/both/index.mjs", "export const own = 'layer';")
            .layerFile("nodejs/node_modules/both/package.json", "{\"exports\":\"./index.mjs\"}")
            .layerFile(
                "nodejs/node_modules/m/index.mjs", "import { n } from 'n'; export const layer = n;")
            .layerFile("nodejs/node_modules/m/package.json", "{\"exports\":\"./index.mjs\"}")
            .layerFile("nodejs/node22/node_modules/n/index.mjs", "export const n = 'of 22';")
            .layerFile("nodejs/node22/node_modules/n/deep.mjs", "export const deep = 'deep';")
            .layerFile(
                "nodejs/node22/node_modules/n/package.json",
                "{\"exports\":{\".\":\"./index.mjs\",\"./deep.mjs\":\"./deep.mjs\"}}")
            .spec();
    assertThat(host.answer(layered, "{}")).isEqualTo("[\"of 22\",\"package\",\"deep\"]");
  }

  @Test
  void missing_import_is_told_although_a_layer_is_searched_as_well() {
    FunctionSpec missing =
        host.draft("nodejs22.x", "index.handler")
            .file("index.mjs", "import 'absent'; export const handler = async () => 1;")
            .layerFile("nodejs/node_modules/m/index.js", "")
            .spec();
    assertThat(host.answer(missing, "{}"))
        .contains("Runtime.ImportModuleError")
        .contains("Cannot find package 'absent' imported from ");
  }

  @Test
  void handler_may_be_in_a_package_of_a_layer_or_of_its_own() {
    String handler = "exports.handler = async () => 'wrapped';";
    FunctionSpec layered =
        host.draft("nodejs22.x", "vendor-wrapper.handler")
            .file("index.js", "")
            .layerFile("nodejs/node_modules/vendor-wrapper/index.js", handler)
            .spec();
    assertThat(host.answer(layered, "{}")).isEqualTo("\"wrapped\"");
    FunctionSpec own =
        host.draft("nodejs22.x", "vendor-wrapper.handler")
            .file("node_modules/vendor-wrapper/main.js", handler)
            .file("node_modules/vendor-wrapper/package.json", "{\"main\":\"main.js\"}")
            .spec();
    assertThat(host.answer(own, "{}")).isEqualTo("\"wrapped\"");
    FunctionSpec module =
        host.draft("nodejs22.x", "vendor-wrapper.handler")
            .file("index.js", "")
            .layerFile(
                "nodejs/node_modules/vendor-wrapper/index.js",
                "export const handler = async () => 'module';")
            .layerFile("nodejs/node_modules/vendor-wrapper/package.json", "{\"type\":\"module\"}")
            .spec();
    assertThat(host.answer(module, "{}")).isEqualTo("\"module\"");
  }

  @Test
  void handler_in_no_such_folder_is_looked_for_in_the_root_as_a_package_would_be() {
    FunctionSpec function =
        host.function(
            "nodejs22.x", "lib/handler.run", "handler.js", "exports.run = async () => 'root';");
    assertThat(host.answer(function, "{}")).isEqualTo("\"root\"");
  }

  @Test
  void file_without_an_extension_and_nested_name_are_loaded() {
    FunctionSpec function =
        host.function(
            "nodejs22.x", "entry.api.get", "entry", "exports.api = { get: async () => 'got' };");
    assertThat(host.answer(function, "{}")).isEqualTo("\"got\"");
  }

  @Test
  void handler_outside_of_the_package_is_refused() {
    FunctionSpec outside = host.draft("nodejs22.x", "../index.handler").file("index.js", "").spec();
    assertThat(host.answer(outside, "{}"))
        .startsWith(
            "{\"errorType\":\"Runtime.MalformedHandlerName\",\"errorMessage\":\"'../index.handler'"
                + " is not a valid handler name. Use absolute paths");
  }

  @Test
  void buffer_is_answered_as_json() {
    assertThat(host.answer(host.node("exports.handler = async () => Buffer.from('hi');"), "{}"))
        .isEqualTo("{\"type\":\"Buffer\",\"data\":[104,105]}");
  }

  @Test
  void search_path_of_the_customer_comes_before_layers_and_hides_none() {
    FunctionSpec function =
        host.draft("nodejs22.x", "index.handler")
            .file("index.js", "exports.handler = async () => [require('both'), require('m')];")
            .file("more/both/index.js", "module.exports = 'own';")
            .layerFile("nodejs/node_modules/both/index.js", "module.exports = 'layer';")
            .layerFile("nodejs/node_modules/m/index.js", "module.exports = 'm';")
            .environment("NODE_PATH", "./more")
            .spec();
    assertThat(host.answer(function, "{}")).isEqualTo("[\"own\",\"m\"]");
  }

  @Test
  void console_writes_json_of_a_level_if_the_function_logs_json() {
    FunctionSpec talking =
        host.draft("nodejs22.x", "index.handler")
            .file(
                "index.js",
                """
                exports.handler = async () => {
                  console.info('too little');
                  console.warn({ order: 7 });
                  console.error('not %s', 'good', new TypeError('why'));
                  throw new RangeError('far');
                };
                """)
            .environment("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .environment("AWS_LAMBDA_LOG_LEVEL", "WARN")
            .spec();
    host.run(talking, "{}", true);
    assertThat(host.log).hasSize(3);
    assertThat(host.log.get(0))
        .matches(
            "\\{\"timestamp\":\"[0-9T:.-]+Z\",\"level\":\"WARN\",\"requestId\":\"[0-9a-f-]{36}\","
                + "\"message\":\\{\"order\":7}}");
    assertThat(host.log.get(1))
        .contains("\"level\":\"ERROR\"")
        .contains("\"message\":\"not good TypeError: why")
        .contains("\"errorType\":\"TypeError\",\"errorMessage\":\"why\",\"stackTrace\":[\"TypeErr");
    assertThat(host.log.get(2))
        .contains("\"message\":{\"errorType\":\"RangeError\",\"errorMessage\":\"far\",");
  }
}
