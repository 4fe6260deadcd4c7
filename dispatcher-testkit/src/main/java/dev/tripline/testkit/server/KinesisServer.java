package dev.tripline.testkit.server;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tripline.testkit.process.NpmPackages;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/// A server for Node that speaks the Kinesis protocol, as a child process, kept in memory: streams,
/// split and merge of shards, iterators. Any access key will do.
///
/// Known to differ from AWS: resharding takes tens of milliseconds; nothing is throttled, neither
/// reads nor writes; records are not trimmed by age and iterators expire late, so `LATEST` on an idle
/// shard and trimmed data are better tested with a scripted source. It can write its data to a file,
/// but only every so often: a kill loses acknowledged records, so there is no restart to test.
public final class KinesisServer implements AutoCloseable {
  private static final String PACKAGE = "kinesis-local@0.6.2";

  /// Survives until the module is cleaned.
  private static final Path INSTALLATION = Path.of("target", "kinesis-local").toAbsolutePath();

  private final Path directory;
  private final int port;
  private final ServerProcess process;

  private static final String SKIPPED = "Kinesis tests are skipped: ";

  private KinesisServer(Path directory, int port, ServerProcess process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /// Why there is no Kinesis here; empty if there is. Installs it where that is not done yet. To be
  /// printed where tests are skipped.
  public static Optional<String> whyUnavailable() {
    if (Files.exists(program())) {
      return NpmPackages.whyNoNode().map(reason -> SKIPPED + reason);
    }
    try {
      Files.createDirectories(INSTALLATION);
      try (FileChannel file = FileChannel.open(INSTALLATION.resolve("lock"), CREATE, WRITE);
          FileLock _ = file.lock()) {
        // Another JVM of this module's tests may have been first.
        return Files.exists(program())
            ? Optional.empty()
            : NpmPackages.install(INSTALLATION, PACKAGE).map(reason -> SKIPPED + reason);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(INSTALLATION + " cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while npm ran", e);
    }
  }

  private static Path program() {
    return INSTALLATION.resolve("node_modules/kinesis-local/main.js");
  }

  /// Starts one; blocks until it takes connections.
  public static KinesisServer start() {
    whyUnavailable()
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    Path directory = ServerProcess.newDirectory("kinesis");
    try (InputStream loopback = KinesisServer.class.getResourceAsStream("loopback.cjs")) {
      Files.copy(
          Objects.requireNonNull(loopback, "loopback.cjs"), directory.resolve("loopback.cjs"));
      Files.copy(
          program().resolveSibling("server.json"),
          directory.resolve("server.json"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Kinesis cannot be set up", e);
    }
    List<Integer> ports = ServerProcess.freePorts(2);
    ServerProcess process =
        ServerProcess.launch(
            "Kinesis",
            directory,
            List.of("node", "--require", "./loopback.cjs", program().toString()),
            environment(ports.get(0), ports.get(1)));
    process.awaitPort(ports.get(0), ServerProcess.START_LIMIT);
    return new KinesisServer(directory, ports.get(0), process);
  }

  private static Map<String, String> environment(int port, int tlsPort) {
    String change = "20ms";
    return Map.of(
        "KINESIS_MOCK_PLAIN_PORT",
        Integer.toString(port),
        "KINESIS_MOCK_TLS_PORT",
        Integer.toString(tlsPort),
        "KINESIS_MOCK_CERT_PATH",
        "server.json",
        "AWS_REGION",
        LocalAws.REGION,
        "CREATE_STREAM_DURATION",
        change,
        "SPLIT_SHARD_DURATION",
        change,
        "MERGE_SHARDS_DURATION",
        change,
        "UPDATE_SHARD_COUNT_DURATION",
        change);
  }

  /// The endpoint for clients.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// A new client, to be closed by the caller.
  public KinesisClient client() {
    return LocalAws.at(endpoint(), KinesisClient.builder()).build();
  }

  /// The ARN of a stream of that name.
  public static String streamArn(String name) {
    return "arn:aws:kinesis:" + LocalAws.REGION + ":" + LocalAws.ACCOUNT + ":stream/" + name;
  }

  /// SIGSTOP: it stands still, its connections stay open.
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
