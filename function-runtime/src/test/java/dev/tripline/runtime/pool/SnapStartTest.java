package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.JavaSources;
import dev.tripline.runtime.Patience;
import dev.tripline.runtime.SnapStartException;
import dev.tripline.runtime.World;
import dev.tripline.testkit.process.BashClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SnapStartTest {
  /// Whether the JVM took the function's class from its cache; the JVM's own word is an `S`.
  private static final String CACHED =
      """
      static boolean cached() throws Exception {
        return String.valueOf(
                java.lang.management.ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                        new javax.management.ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmClasses",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()}))
            .lines()
            .anyMatch(line -> line.matches("0x\\\\w+ +\\\\d+ +\\\\w+ +\\\\w*S\\\\w* +Fn *"));
      }
      """;

  /// Registers a resource in its constructor, and keeps a thread that would run for ever.
  private static final String HOOKS =
      """
      static String seen = "";
      static final com.amazonaws.services.lambda.crac.Resource RESOURCE =
          new com.amazonaws.services.lambda.crac.Resource() {
            public void beforeCheckpoint(com.amazonaws.services.lambda.crac.Context<?> context) {
              seen += "before ";
            }

            public void afterRestore(com.amazonaws.services.lambda.crac.Context<?> context) {
              seen += "after ";
            }
          };

      public Fn() {
        com.amazonaws.services.lambda.crac.Core.getGlobalContext().register(RESOURCE);
        new Thread(() -> java.util.concurrent.locks.LockSupport.park()).start();
      }
      """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, in a world of its own
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
  void hooks_are_called_before_the_first_event(String runtime, World world) throws Exception {
    host = new Host(directory, world);
    FunctionSpec spec =
        hooked(
            runtime,
            "return seen + System.getenv(\"AWS_LAMBDA_INITIALIZATION_TYPE\") + \" \" + event;");
    host.runtime.prepareSnapStart(spec);
    assertThat(host.answer(spec, "\"x\"")).isEqualTo("\"before after snap-start x\"");
    assertThat(host.answer(spec, "\"y\"")).isEqualTo("\"before after snap-start y\"");
  }

  private FunctionSpec hooked(String runtime, String statements) {
    return JavaSources.hooked(
            host,
            runtime,
            HOOKS
                + CACHED
                + "public String handle(String event) throws Exception { "
                + statements
                + " }")
        .withSnapStart();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void functions_class_comes_from_the_cache_that_was_made(World world) throws Exception {
    host = new Host(directory, world);
    FunctionSpec spec = hooked("java25", "return \"\" + cached();");
    host.runtime.prepareSnapStart(spec);
    Path cache = caches().getFirst();
    Object made = Files.getAttribute(cache, "unix:ino");
    assertThat(host.answer(spec, "\"x\"")).isEqualTo("\"true\"");
    host.runtime.prepareSnapStart(spec);
    assertThat(caches()).containsExactly(cache);
    assertThat(host.log).as("the JVM's words on its cache").isEmpty();
    assertThat(Files.getAttribute(cache, "unix:ino")).as("made once").isEqualTo(made);
  }

  private List<Path> caches() {
    try (Stream<Path> all = Files.walk(directory.resolve("data/snapstart"))) {
      return all.filter(path -> path.toString().endsWith(".aot")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void classes_and_resources_are_found_where_they_are_on_lambda(World world) throws Exception {
    host = new Host(directory, world);
    FunctionSpec spec =
        JavaSources.layered(
            host,
            "java25",
            """
            new Lib().word() + " " + new java.util.Scanner(
                    Thread.currentThread().getContextClassLoader().getResourceAsStream("a/b.txt"))
                .next() + " " + new java.io.File("a/b.txt").exists()
            """);
    Files.createDirectories(spec.taskRoot().resolve("a"));
    Files.writeString(spec.taskRoot().resolve("a/b.txt"), "resource");
    FunctionSpec fast = spec.withSnapStart();
    host.runtime.prepareSnapStart(fast);
    assertThat(host.answer(fast, "\"x\"")).isEqualTo("\"from the layer resource true\"");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void functions_own_class_goes_before_a_layers(World world) throws Exception {
    host = new Host(directory, world);
    FunctionSpec layered = JavaSources.layeredOverOwn(host, "java25").withSnapStart();
    host.runtime.prepareSnapStart(layered);
    assertThat(host.answer(layered, "\"x\"")).isEqualTo("\"from the function\"");
  }

  @Test
  void function_that_does_not_come_up_is_told_with_its_error() {
    host = new Host(directory);
    FunctionSpec failing =
        JavaSources.function(
                host,
                "java25",
                "public Fn() { throw new IllegalStateException(\"no table\"); }"
                    + " public String handle(String event) { return event; }")
            .withSnapStart();
    assertThatExceptionOfType(SnapStartException.class)
        .isThrownBy(() -> host.runtime.prepareSnapStart(failing))
        .withMessage("Runtime.BadFunctionCode: the function's log has the error")
        .extracting(SnapStartException::code)
        .isEqualTo("FunctionError.RuntimeInitError");
    assertThat(host.log).anyMatch(line -> line.contains("no table"));
  }

  @Test
  void hook_that_fails_is_told() {
    host = new Host(directory);
    FunctionSpec failing =
        JavaSources.hooked(
                host,
                "java25",
                HOOKS.replace("seen += \"after \"", "throw new IllegalStateException(\"no key\")")
                    + "public String handle(String event) { return event; }")
            .withSnapStart();
    assertThatExceptionOfType(SnapStartException.class)
        .isThrownBy(() -> host.runtime.prepareSnapStart(failing))
        .withMessageStartingWith("Runtime.AfterRestoreError: ");
    assertThat(host.log).anyMatch(line -> line.contains("no key"));
    assertThat(host.answer(failing, "\"x\"")).contains("RestoreException");
  }

  /// It ends when its request is cut off, and would take the worker along before the cache is there.
  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void extensions_wait_while_the_cache_is_made(World world) throws Exception {
    host = new Host(directory, world);
    FunctionSpec spec =
        JavaSources.draft(host, "java25", "public String handle(String event) { return event; }")
            .memoryMb(512)
            .layerFile(
                "extensions/watcher",
                "#!/bin/bash\n"
                    + BashClient.FUNCTIONS
                    + """
                    api=/2020-01-01/extension
                    request POST $api/register '{"events":["INVOKE"]}' "Lambda-Extension-Name: watcher\\r\\n"
                    id="Lambda-Extension-Identifier: $(header Lambda-Extension-Identifier)\\r\\n"
                    while request GET $api/event/next '' "$id" && [[ $body = *INVOKE* ]]; do :; done
                    """)
            .spec()
            .withSnapStart();
    host.runtime.prepareSnapStart(spec);
    assertThat(caches()).hasSize(1);
    assertThat(host.answer(spec, "\"x\"")).isEqualTo("\"x\"");
  }

  @Test
  void removal_ends_what_is_being_made() throws Exception {
    host = new Host(directory);
    FunctionSpec hanging =
        JavaSources.function(
                host,
                "java25",
                "public Fn() { System.out.println(\"begun\"); while (true)"
                    + " java.util.concurrent.locks.LockSupport.park(); }"
                    + " public String handle(String event) { return event; }")
            .withSnapStart();
    FutureTask<Void> preparation =
        new FutureTask<>(() -> {
          host.runtime.prepareSnapStart(hanging);
          return null;
        });
    Thread.ofVirtual().start(preparation);
    Patience.await("the start", () -> host.log.contains("begun"));
    host.runtime.retire(hanging.key());
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> preparation.get(1, TimeUnit.MINUTES))
        .withCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void damaged_cache_is_made_anew() throws Exception {
    host = new Host(directory);
    FunctionSpec spec = hooked("java25", "return event;");
    host.runtime.prepareSnapStart(spec);
    Path cache = caches().getFirst();
    byte[] damaged = Files.readAllBytes(cache);
    Arrays.fill(damaged, damaged.length / 10, damaged.length / 10 * 9, (byte) 0x5a);
    Files.write(cache, damaged);
    assertThat(host.answer(spec, "\"x\"")).isEqualTo("\"x\"");
    Patience.await(
        "another cache",
        () -> caches().stream().anyMatch(found -> !Arrays.equals(bytes(found), damaged)));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void cache_that_the_owner_chooses_is_refused_in_words() {
    host = new Host(directory);
    FunctionSpec choosing =
        JavaSources.draft(host, "java25", "public String handle(String event) { return event; }")
            .environment("JAVA_TOOL_OPTIONS", "-Xshare:off")
            .spec()
            .withSnapStart();
    assertThatExceptionOfType(SnapStartException.class)
        .isThrownBy(() -> host.runtime.prepareSnapStart(choosing))
        .withMessageContaining("choose a cache of their own");
  }

  @Test
  void start_without_a_cache_makes_one_for_the_next() throws Exception {
    host = new Host(directory);
    FunctionSpec spec = hooked("java25", "return \"\" + cached();");
    assertThat(host.answer(spec, "\"x\"")).isEqualTo("\"false\"");
    Patience.await("a cache", () -> !caches().isEmpty());
    host.runtime.keep(spec, 2);
    Patience.await("two workers", () -> host.runtime.kept(spec.key()).up() == 2);
    assertThat(Stream.generate(() -> host.answer(spec, "\"x\"")).limit(2)).contains("\"true\"");
  }

  @Test
  void a_version_that_is_no_more_leaves_nothing_behind() throws Exception {
    host = new Host(directory);
    FunctionSpec spec = hooked("java25", "return event;");
    host.runtime.prepareSnapStart(spec);
    host.runtime.keepSnapStarts(List.of(spec.key()));
    assertThat(caches()).hasSize(1);
    host.runtime.keepSnapStarts(List.of("another"));
    assertThat(caches()).isEmpty();
    host.runtime.prepareSnapStart(spec);
    host.runtime.retire(spec.key());
    assertThat(caches()).isEmpty();
  }
}
