package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Python's own AWS client works by endpoint override alone.
class BotoTest {
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path data;

  @Test
  void a_boto3_session_runs_unchanged() throws Exception {
    assumeTrue(Path.of(PYTHON).toFile().canExecute(), "no Python on this host");
    assumeTrue(run("-c", "import boto3").status() == 0, "boto3 is not installed");
    try (var dispatcher = RunningDispatcher.start(data)) {
      Run session = run(script(), dispatcher.endpoint().toString());

      assertThat(session.output()).contains("boto3 session complete");
      assertThat(session.status()).isZero();
    }
  }

  private record Run(int status, String output) {}

  private static Run run(String... arguments) throws IOException, InterruptedException {
    var command = new ProcessBuilder(PYTHON, arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      command.command().add(arguments[i]);
    }
    Process process = command.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private static String script() throws URISyntaxException {
    return Path.of(BotoTest.class.getResource("/boto3_session.py").toURI()).toString();
  }
}
