package dev.tripline.dispatcher.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.handlers.HandlerHost.Answer;
import dev.tripline.dispatcher.handlers.HandlerHost.Draft;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Handlers that bring a runtime of their own.
class CustomHandlersTest {
  private static final Path SOURCES = HandlerLibraries.SOURCES.resolve("custom");

  @TempDir static Path data;
  private static HandlerHost host;

  @BeforeAll
  static void start() {
    host = new HandlerHost(data, data.resolve("none"));
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  @Test
  void a_shell_function_runs_on_a_runtime_from_a_layer() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not on this host");
    host.deploy(
        own("greeting", "function.greet")
            .withLayers(host.layer("shell-runtime", SOURCES.resolve("layer"))));
    for (int i = 0; i < 2; i++) {
      Answer answer = host.invoke("greeting", "{\"n\":" + i + "}");
      assertThat(answer.payload())
          .isEqualTo(HandlerHost.json("{\"greeting\":\"hello\",\"event\":{\"n\":" + i + "}}"));
      assertThat(answer.log()).contains("\nHello from greeting\n");
    }
  }

  @Test
  void a_script_of_its_own_asks_for_events() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    host.deploy(own("script", "any"));
    assertThat(host.invoke("script", "{}").payload().path("count").asInt()).isEqualTo(1);
    Answer failed = host.invoke("script", "{\"fail\":true}");
    assertThat(failed.error()).isEqualTo("Unhandled");
    assertThat(failed.payload())
        .isEqualTo(HandlerHost.json("{\"errorType\":\"Asked\",\"errorMessage\":\"as asked\"}"));
    Answer last = host.invoke("script", "{}");
    assertThat(last.payload().path("count").asInt()).isEqualTo(3);
    assertThat(last.payload().path("arn").asString()).endsWith(":function:script");
  }

  private static Draft own(String name, String handler) {
    return new Draft(name, "provided.al2023", handler, HandlerPackage.zip(SOURCES.resolve(name)));
  }
}
