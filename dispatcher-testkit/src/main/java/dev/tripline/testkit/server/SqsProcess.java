package dev.tripline.testkit.server;

import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/// An [SqsServer] as a child process, so that it can stand still, and that its processor time and
/// garbage are its own.
public final class SqsProcess implements AutoCloseable {

  private final Path directory;
  private final ServerProcess process;
  private final URI endpoint;

  private SqsProcess(Path directory, ServerProcess process, URI endpoint) {
    this.directory = directory;
    this.process = process;
    this.endpoint = endpoint;
  }

  /// Starts one; blocks until it answers.
  public static SqsProcess start() {
    Path directory = ServerProcess.newDirectory("sqs");
    ServerProcess process =
        ServerProcess.launch(
            "SQS",
            directory,
            List.of(
                AppProcess.javaExecutable(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                SqsProcess.class.getName()),
            Map.of());
    process.await(() -> endpoint(process).isPresent(), "did not start", ServerProcess.START_LIMIT);
    return new SqsProcess(directory, process, endpoint(process).orElseThrow());
  }

  private static Optional<URI> endpoint(ServerProcess process) {
    return process
        .output()
        .lines()
        .filter(line -> line.startsWith("http://") && line.endsWith(";"))
        .map(line -> URI.create(line.substring(0, line.length() - 1)))
        .findFirst();
  }

  /// Says where it listens, and runs until its standard input ends.
  public static void main(String[] arguments) throws IOException {
    try (SqsServer server = SqsServer.start()) {
      System.out.println(server.endpoint() + ";");
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }

  /// The endpoint for clients.
  public URI endpoint() {
    return endpoint;
  }

  /// A new client, to be closed by the caller.
  public SqsClient client() {
    return LocalAws.at(endpoint, SqsClient.builder()).build();
  }

  /// SIGSTOP: it stands still while its clock goes on, its connections stay open.
  public void pause() throws InterruptedException {
    process.pause();
  }

  /// SIGCONT after [#pause()].
  public void resume() throws InterruptedException {
    process.resume();
  }

  @Override
  public void close() {
    process.kill();
    ServerProcess.remove(directory);
  }
}
