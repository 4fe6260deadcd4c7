package dev.tripline.dispatcher.functionurl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Python's own AWS client makes a function URL, and its signer calls it; it also makes what templates have
/// beside functions.
class BotoUrlTest {
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path data;

  @Test
  void a_url_is_made_and_called_by_boto3_and_its_signer_and_roles_are_documents() throws Exception {
    assumeTrue(Path.of(PYTHON).toFile().canExecute(), "no Python on this host");
    assumeTrue(run("-c", "import boto3").isEmpty(), "boto3 is not installed");
    try (UrlWorld world = UrlWorld.start(data)) {
      assertThat(
              run(
                  script("/boto3_function_url.py"),
                  world.dispatcher.endpoint().toString(),
                  world.operator.id(),
                  world.operator.secret()))
          .contains("boto3 function url complete");
      assertThat(
              run(
                  script("/boto3_documents.py"),
                  world.dispatcher.endpoint().toString(),
                  world.operator.id(),
                  world.operator.secret()))
          .contains("boto3 documents complete");
    }
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static String script(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(BotoUrlTest.class.getResource(name)).toURI()).toString();
  }
}
