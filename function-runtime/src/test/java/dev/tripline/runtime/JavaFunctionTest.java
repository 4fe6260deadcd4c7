package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaFunctionTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, with settings of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  static Stream<Arguments> runtimesAndWorlds() throws Exception {
    return Stream.concat(
        Stream.of(Arguments.of("java17", World.PLAIN)),
        World.here().stream().map(world -> Arguments.of("java25", world)));
  }

  @ParameterizedTest
  @MethodSource("runtimesAndWorlds")
  void handler_class_answers(String runtime, World world) {
    host = new Host(directory, world);
    FunctionSpec echo =
        JavaSources.function(
            host,
            runtime,
            "public java.util.Map<String, Object> handle(java.util.Map<String, Object> event) {"
                + " return java.util.Map.of(\"got\", event.get(\"a\")); }");
    assertThat(host.answer(echo, "{\"a\":1}")).isEqualTo("{\"got\":1}");
    assertThat(host.answer(echo, "{\"a\":2}")).isEqualTo("{\"got\":2}");
  }

  @ParameterizedTest
  @CsvSource({"128,,true", "511,,true", "512,,false", "128,-XX:TieredStopAtLevel=4,false"})
  void memory_and_owner_decide_on_the_second_compiler(int memoryMb, String options, boolean first) {
    host = new Host(directory);
    Host.Draft function =
        JavaSources.draft(
                host,
                "java25",
                "public String handle(String event) { return System.getProperty(event); }")
            .memoryMb(memoryMb);
    if (options != null) {
      function.environment("JAVA_TOOL_OPTIONS", options);
    }
    // The JVM's own word for stopping at the first.
    assertThat(host.answer(function.spec(), "\"java.vm.info\"").contains("emulated-client"))
        .isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-Xshare:auto", "-XX:+UseG1GC", "--add-opens=java.base/java.io=ALL-UNNAMED"})
  void options_of_the_owner_take_the_place_of_ours(String options) throws Exception {
    host = new Host(directory);
    String echo = "public String handle(String event) { return event; }";
    assertThat(host.answer(JavaSources.function(host, "java25", echo), "\"x\"")).contains("x");
    Path cache = directory.resolve("data/runtimes/java/cache");
    Patience.await("the runtime's cache", () -> cache.toFile().list() != null);
    FunctionSpec own =
        JavaSources.draft(host, "java25", echo)
            .memoryMb(512)
            .environment("JAVA_TOOL_OPTIONS", options)
            .spec();
    assertThat(host.answer(own, "\"x\"")).isEqualTo("\"x\"");
    assertThat(host.log).noneMatch(line -> line.contains("[error]"));
  }

  @Test
  void exception_is_answered_with_its_stack() {
    host = new Host(directory);
    FunctionSpec failing =
        JavaSources.function(
            host,
            "java25",
            "public String handle(String event) { throw new IllegalStateException(\"no luck\"); }");
    InvocationResult result = host.run(failing, "\"x\"");
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.FunctionError.class,
            error -> assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException"));
    assertThat(Host.text(result.outcome()))
        .startsWith(
            "{\"errorMessage\":\"no luck\",\"errorType\":\"java.lang.IllegalStateException\"");
    assertThat(host.run(failing, "\"x\"").outcome()).isInstanceOf(Outcome.FunctionError.class);
  }

  @Test
  void answer_over_the_limit_is_refused_and_the_worker_lives_on() {
    host = new Host(directory);
    FunctionSpec large =
        JavaSources.function(
            host,
            "java25",
            "static int count; public String handle(Integer size) {"
                + " count++; return size == 0 ? \"\" + count : \"x\".repeat(size); }");
    assertThat(host.answer(large, "7000000")).contains("Function.ResponseSizeTooLarge");
    assertThat(host.answer(large, "0")).isEqualTo("\"2\"");
  }

  @Test
  void standard_output_is_in_the_log_tail() {
    host = new Host(directory);
    FunctionSpec talking =
        JavaSources.function(
            host,
            "java25",
            "public String handle(String event) { System.out.println(\"hello\"); return null; }");
    InvocationResult result = host.run(talking, "\"x\"", true);
    assertThat(Host.text(result.outcome())).isEqualTo("null");
    assertThat(new String(Objects.requireNonNull(result.logTail()), StandardCharsets.UTF_8))
        .contains("\nhello\nEND RequestId: ");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void classes_of_a_layer_are_found(World world) {
    host = new Host(directory, world);
    FunctionSpec layered =
        JavaSources.layered(host, "java25", "java.util.Objects.requireNonNull(new Lib().word())");
    assertThat(host.answer(layered, "\"x\"")).isEqualTo("\"from the layer\"");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void functions_own_class_goes_before_a_layers(World world) {
    host = new Host(directory, world);
    FunctionSpec layered = JavaSources.layeredOverOwn(host, "java25");
    assertThat(host.answer(layered, "\"x\"")).isEqualTo("\"from the function\"");
  }

  /// As the wrappers of observability layers do.
  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void wrapper_in_a_layer_finds_the_functions_class(World world) {
    host = new Host(directory, world);
    FunctionSpec wrapped = JavaSources.wrapped(host, "java25");
    assertThat(host.answer(wrapped, "\"x\"")).isEqualTo("\"wrapped: x\"");
  }
}
