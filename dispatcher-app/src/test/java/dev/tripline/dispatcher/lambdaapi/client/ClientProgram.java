package dev.tripline.dispatcher.lambdaapi.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs that call AWS, run in one directory.
///
/// @param environment is added to this process's
record ClientProgram(Path directory, Map<String, String> environment) {

  /// With the address of a dispatcher as `ENDPOINT`, and a key. Nothing is tried twice.
  static ClientProgram of(Path directory, URI endpoint, GuardedDispatcher.Key key) {
    String nowhere = directory.resolve("no-profile").toString();
    return new ClientProgram(
        directory,
        Map.of(
            "ENDPOINT",
            endpoint.toString(),
            "AWS_ACCESS_KEY_ID",
            key.id(),
            "AWS_SECRET_ACCESS_KEY",
            key.secret(),
            "AWS_REGION",
            "us-east-1",
            "AWS_DEFAULT_REGION",
            "us-east-1",
            "AWS_CONFIG_FILE",
            nowhere,
            "AWS_SHARED_CREDENTIALS_FILE",
            nowhere,
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_MAX_ATTEMPTS",
            "1"));
  }

  ClientProgram with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new ClientProgram(directory, more);
  }

  /// Blocks until it ends, which must be with status 0.
  ///
  /// @return what it printed
  String run(String... command) throws IOException, InterruptedException {
    return run(0, List.of(command));
  }

  /// Blocks until it ends, which must be with this status.
  ///
  /// @return what it printed
  String run(int expected, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "printed", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Whoever runs the tests may have set up a client.
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    String printed = Files.readString(output);
    Files.delete(output);
    assertThat(status).as("%s\n%s", command, printed).isEqualTo(expected);
    return printed;
  }

  /// No answer of the dispatcher was one that makes clients send the request again.
  static void requireNoRetries(GuardedDispatcher dispatcher) {
    assertThat(dispatcher.bean(MeterRegistry.class).get("tripline.api.requests").timers())
        .extracting(
            meter -> meter.getId().getTag("operation") + " " + meter.getId().getTag("status"))
        .noneMatch(answer -> answer.matches(".* (429|5..)"));
  }

  static Optional<Path> onPath(String program) {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A file beside the test's classes.
  static Path script(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(ClientProgram.class.getResource("/clients/" + name)).toURI());
  }
}
