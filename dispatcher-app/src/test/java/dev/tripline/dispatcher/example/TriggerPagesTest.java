package dev.tripline.dispatcher.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.kind.sns.SnsOfAws;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages of the guide as they are: their commands in a shell, at a dispatcher with access control. Those
/// of `sources` beside a server of the kind that the page names, until the function has printed the event
/// that it shows.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggerPagesTest {
  private static final int SHELL_SECONDS = 120;

  private Path directory;
  private SnsOfAws sns;
  private GuardedDispatcher dispatcher;
  private FunctionOutput output;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    skipWithout(TriggerPage.missingProgram(TriggerPage.preparation()));
    directory = temporary;
    sns = SnsOfAws.start(Files.createDirectory(temporary.resolve("sns")));
    dispatcher =
        GuardedDispatcher.start(
            List.of(SnsOfAws.Beans.class),
            temporary.resolve("data"),
            "--tripline.triggers.folder-roots=" + temporary.resolve("inbox"),
            "--tripline.sqs.longest-poll=1s");
    output = FunctionOutput.of("show");
    run("");
  }

  @AfterAll
  void stop() {
    if (dispatcher != null) {
      output.close();
      dispatcher.close();
      sns.close();
    }
  }

  static List<String> pages() {
    return TriggerPage.names();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_is_true(String name) throws Exception {
    TriggerPage page = TriggerPage.read(name);
    skipWithout(TriggerPage.missingProgram(page.commands()));
    Optional<String> missing = PageServer.whyUnavailable(name);
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (PageServer server = PageServer.start(name)) {
      run(TriggerPage.at(page.commands(), server.addresses()));
      awaitEvent(page);
      remove();
    }
  }

  static List<String> chapters() {
    return TriggerPage.chapters();
  }

  @ParameterizedTest
  @MethodSource("chapters")
  void commands_of_a_chapter_run(String name) throws Exception {
    String commands = TriggerPage.commands(name);
    skipWithout(TriggerPage.missingProgram(commands));
    run(commands);
    remove();
  }

  private void awaitEvent(TriggerPage page) {
    try {
      TriggerApp.await(
          () -> output.lines().stream().anyMatch(page::shows), "the event of " + page.name());
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; printed were " + output.lines(), e);
    }
  }

  /// The triggers of a page end before its server does.
  private void remove() throws Exception {
    for (var trigger : dispatcher.admin("GET", "/v1/triggers", "", 200).path("triggers")) {
      dispatcher.admin("DELETE", "/v1/triggers/" + trigger.path("id").asString(), "", 204);
    }
  }

  @Test
  void each_kind_of_source_has_a_page() {
    assertThat(TriggerPage.names()).containsAll(dispatcher.bean(SourceTypes.class).kinds());
  }

  private static void skipWithout(Optional<String> program) {
    String reason = program.map(name -> "pages of the guide are skipped: no " + name).orElse("");
    program.ifPresent(_ -> System.out.println(reason));
    assumeTrue(program.isEmpty(), reason);
  }

  /// Runs commands behind the abbreviations that all pages have, and the first time the first chapter.
  private void run(String commands) throws Exception {
    String script =
        TriggerPage.at(
            commands.isEmpty() ? TriggerPage.preparation() : TriggerPage.abbreviations() + commands,
            List.of(
                "localhost:9000",
                "localhost:" + dispatcher.endpoint().getPort(),
                "https://tripline.example.org",
                dispatcher.endpoint().toString(),
                "/srv/inbox",
                directory.resolve("inbox").toString()));
    Path log = directory.resolve("commands.txt");
    List<String> shell = new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", script));
    ProcessBuilder builder =
        new ProcessBuilder(shell)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL_SNS",
                sns.endpoint().toString(),
                "AWS_PAGER",
                "",
                "LC_ALL",
                "C.UTF-8"));
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(SHELL_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(ended && process.exitValue() == 0).as(() -> script + "\n" + quiet(log)).isTrue();
  }

  private static String quiet(Path log) {
    try {
      return Files.readString(log);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
