package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Packages that an operator installs for all functions, in place of the SDKs that Lambda's runtimes
/// have, and runtimes that run on another version than they name.
class LibrariesTest {
  @TempDir Path directory;
  private Path libraries;

  @SuppressWarnings("NullAway.Init") // by each test, in a world of its own
  private Host host;

  @BeforeEach
  void prepare() {
    libraries = directory.resolve("libraries");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void python_finds_them_behind_its_own(World world) throws IOException {
    start(world);
    library("python/boto3/__init__.py", "x = 'of all'\n");
    library("python/both.py", "x = 'of all'\n");
    FunctionSpec function =
        host.draft("python3.12", "index.handler")
            .file("index.py", "import boto3, both\ndef handler(e, c): return [boto3.x, both.x]\n")
            .layerFile("python/both.py", "x = 'layer'\n")
            .spec();
    assertThat(host.answer(function, "{}")).isEqualTo("[\"of all\", \"layer\"]");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void node_finds_them_behind_its_own(World world) throws IOException {
    start(world);
    requireNode();
    library("nodejs/node_modules/@aws-sdk/client-s3/package.json", "{\"main\":\"main.js\"}");
    library("nodejs/node_modules/@aws-sdk/client-s3/main.js", "exports.x = 'of all';");
    library("nodejs/node_modules/both/index.js", "exports.x = 'of all';");
    String layered = "exports.x = 'layer';";
    FunctionSpec old =
        host.draft("nodejs22.x", "index.handler")
            .file(
                "index.js",
                "const [a, b] = [require('@aws-sdk/client-s3'), require('both')];"
                    + " exports.handler = async () => [a.x, b.x];")
            .layerFile("nodejs/node_modules/both/index.js", layered)
            .spec();
    assertThat(host.answer(old, "{}")).isEqualTo("[\"of all\",\"layer\"]");
    FunctionSpec module =
        host.draft("nodejs22.x", "index.handler")
            .file(
                "index.mjs",
                "import a from '@aws-sdk/client-s3'; import b from 'both';"
                    + " export const handler = async () => [a.x, b.x];")
            .layerFile("nodejs/node_modules/both/index.js", layered)
            .spec();
    assertThat(host.answer(module, "{}")).isEqualTo("[\"of all\",\"layer\"]");
  }

  @Test
  void error_of_a_python_function_without_the_sdk_names_the_remedy() {
    start(World.PLAIN);
    String remedy =
        ". It is a part of Lambda's Python runtime and not of this host. Install it for all"
            + " functions with \\\"";
    String command = " -m pip install --target " + libraries + "/python boto3\\\", or put it into";
    FunctionSpec early = host.python("import boto3\ndef handler(e, c): pass\n");
    assertThat(host.answer(early, "{}"))
        .contains("Unable to import module 'index': No module named 'boto3'" + remedy)
        .contains(command);
    FunctionSpec late = host.python("def handler(e, c):\n    from botocore.config import Config\n");
    assertThat(host.answer(late, "{}"))
        .contains("\"No module named 'botocore'" + remedy)
        .contains(command)
        .contains("\"ModuleNotFoundError\"");
    FunctionSpec own = host.python("import nothing_of_lambda\n");
    assertThat(host.answer(own, "{}")).contains("No module named 'nothing_of_lambda'\",");
  }

  @Test
  void error_of_a_node_function_without_the_sdk_names_the_remedy() {
    start(World.PLAIN);
    requireNode();
    String remedy =
        "@aws-sdk/lib-dynamodb is a part of Lambda's Node runtime and not of this host. Install it"
            + " for all functions with \\\"npm install --prefix "
            + libraries
            + "/nodejs @aws-sdk/lib-dynamodb\\\", or put it into";
    for (String file : List.of("index.js", "index.mjs")) {
      String load = file.endsWith(".mjs") ? "import '%s';" : "require('%s');";
      String sdk = load.formatted("@aws-sdk/lib-dynamodb");
      FunctionSpec early =
          host.draft("nodejs22.x", "index.handler").file(file, sdk).layerFile("x", "").spec();
      assertThat(host.answer(early, "{}"))
          .startsWith("{\"errorType\":\"Runtime.ImportModuleError\"")
          .contains(remedy);
      String other = load.formatted("other");
      FunctionSpec own = host.draft("nodejs22.x", "index.handler").file(file, other).spec();
      assertThat(host.answer(own, "{}")).contains("'other'").doesNotContain("Install it");
    }
    FunctionSpec late =
        host.node("exports.handler = async () => require('@aws-sdk/lib-dynamodb/x');");
    assertThat(host.answer(late, "{}")).startsWith("{\"errorType\":\"Error\"").contains(remedy);
  }

  @Test
  void runtime_on_another_version_than_it_names_is_warned_of() {
    start(World.PLAIN);
    for (int minor = 8; minor <= 14; minor++) {
      String runtime = "python3." + minor;
      FunctionSpec telling =
          host.function(
              runtime,
              "index.handler",
              "index.py",
              "import sys\ndef handler(e, c): return '%d.%d.%d' % sys.version_info[:3]\n");
      String version = host.answer(telling, "{}").replace("\"", "");
      assertWarning(runtime, version.startsWith("3." + minor + "."), "Python " + version);
    }
    requireNode();
    for (String major : List.of("18", "20", "22", "24")) {
      String runtime = "nodejs" + major + ".x";
      FunctionSpec telling =
          host.function(
              runtime,
              "index.handler",
              "index.js",
              "exports.handler = async () => process.versions.node;");
      String version = host.answer(telling, "{}").replace("\"", "");
      assertWarning(runtime, version.startsWith(major + "."), "Node " + version);
    }
    assertWarning("java25", Runtime.version().feature() == 25, "Java");
    assertWarning("provided.al2023", true, "");
  }

  private void assertWarning(String runtime, boolean same, String runsOn) {
    if (same) {
      assertThat(host.runtime.warning(runtime)).isEmpty();
    } else {
      assertThat(host.runtime.warning(runtime).orElseThrow())
          .startsWith("Functions of the runtime " + runtime + " run on " + runsOn);
    }
  }

  private void start(World world) {
    host = new Host(directory, world, settings -> settings.withLibraries(libraries));
  }

  private void requireNode() {
    assumeTrue(host.runtime.whyUnavailable("nodejs22.x").isEmpty(), "node is not on this host");
  }

  private void library(String name, String content) throws IOException {
    Path file = libraries.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
