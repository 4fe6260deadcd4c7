package dev.tripline.benchmarks;

import dev.tripline.testkit.server.SqsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The server that speaks SQS as a process of its own, so that neither its processor time nor its
/// garbage is the benchmark's.
final class SqsProcess implements AutoCloseable {
  private final Process process;
  private final Path arguments;
  private final URI endpoint;

  private SqsProcess(Process process, Path arguments, URI endpoint) {
    this.process = process;
    this.arguments = arguments;
    this.endpoint = endpoint;
  }

  /// Blocks until it answers.
  static SqsProcess start() throws IOException {
    Path arguments = Files.createTempFile("sqs-arguments-", "");
    Files.write(
        arguments,
        List.of(
            "-Xmx1g", "-cp", System.getProperty("java.class.path"), SqsProcess.class.getName()));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "@" + arguments)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new SqsProcess(process, arguments, endpoint(process.inputReader()));
  }

  private static URI endpoint(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("http://")) {
        return URI.create(line);
      }
    }
    throw new IOException("the server did not start");
  }

  /// Says where it listens, and runs until its standard input ends.
  public static void main(String[] arguments) throws IOException {
    try (SqsServer server = SqsServer.start()) {
      System.out.println(server.endpoint());
      int read = System.in.read();
      while (read >= 0) {
        read = System.in.read();
      }
    }
    System.exit(0);
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.delete(arguments);
  }
}
