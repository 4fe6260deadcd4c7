package dev.tripline.testkit.server;

import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.process.ServerProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/// DynamoDB Local with its streams, as a child process with its data in files: it can be killed and
/// started again. It is no dependency of this project: `bin/test` fetches it into
/// `build-tools/dynamodb-local/target`, and tests that miss it there are skipped. For one thread.
///
/// Known to differ from AWS: a stream has one active shard, which rolls over after hours or when
/// [#rollOver()] asks for it, so two active shards are never seen; nothing is throttled; a stream
/// tells of a write at once; records carry local sequence numbers that are short; `us-west-2` and
/// `000000000000` are not in its stream ARNs, which name `ddblocal` in place of a region.
public final class DynamoDbServer implements AutoCloseable {
  private static final String ROLLED_OVER = "rolled over";

  private final Path directory;
  private final int port;
  private @Nullable ServerProcess process;

  private DynamoDbServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /// Why there is no DynamoDB here; empty if there is. To be printed where tests are skipped.
  public static Optional<String> whyUnavailable() {
    if ("no".equals(System.getenv("DYNAMODB_LOCAL"))) {
      return Optional.of("DynamoDB tests are skipped: DYNAMODB_LOCAL=no");
    }
    return Files.isDirectory(installation().resolve("jars"))
        ? Optional.empty()
        : Optional.of(
            "DynamoDB tests are skipped: fetch it with"
                + " mvn -f build-tools/dynamodb-local/pom.xml compile");
  }

  /// Below the project's root, whichever module's tests run.
  private static Path installation() {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && !Files.isDirectory(root.resolve("build-tools"))) {
      root = root.getParent();
    }
    return root.resolve("build-tools/dynamodb-local/target");
  }

  /// Starts one; blocks until it takes connections.
  public static DynamoDbServer start() {
    whyUnavailable()
        .ifPresent(reason -> {
          throw new IllegalStateException(reason);
        });
    DynamoDbServer server =
        new DynamoDbServer(
            ServerProcess.newDirectory("dynamodb"), ServerProcess.freePorts(1).getFirst());
    server.restart();
    return server;
  }

  /// The endpoint for clients, of tables and of streams.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// A new client for tables, to be closed by the caller.
  public DynamoDbClient client() {
    return LocalAws.at(endpoint(), DynamoDbClient.builder()).build();
  }

  /// A new client for streams, to be closed by the caller.
  public DynamoDbStreamsClient streamsClient() {
    return LocalAws.at(endpoint(), DynamoDbStreamsClient.builder()).build();
  }

  /// Makes a table whose changes are streamed.
  ///
  /// @param key the attribute that identifies items, a text
  /// @return the ARN of its stream
  public static String createTable(
      DynamoDbClient tables, String name, String key, StreamViewType view) {
    return tables
        .createTable(table ->
            table
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName(key).keyType(KeyType.HASH).build())
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(view)))
        .tableDescription()
        .latestStreamArn();
  }

  /// Ends every active shard and begins its child. Blocks until that is done.
  public void rollOver() {
    ServerProcess running = process;
    if (running == null) {
      throw new IllegalStateException("DynamoDB does not run");
    }
    int before = rollOvers(running);
    running.tell("rollover");
    running.await(
        () -> rollOvers(running) > before, "did not roll its shards over", Duration.ofSeconds(10));
  }

  private static int rollOvers(ServerProcess running) {
    return running.output().split(ROLLED_OVER, -1).length;
  }

  /// SIGKILL; blocks until it is gone.
  public void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  /// Starts it again after [#kill()]; blocks until it takes connections.
  public void restart() {
    kill();
    String jars = installation().resolve("jars").toString();
    ServerProcess starting =
        ServerProcess.launch(
            "DynamoDB",
            directory,
            List.of(
                AppProcess.javaExecutable(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.library.path=" + jars,
                "-cp",
                installation().resolve("classes") + ":" + jars + "/*",
                "dev.tripline.build.LoopbackDynamoDb",
                "-port",
                Integer.toString(port),
                "-dbPath",
                directory.toString(),
                "-sharedDb",
                "-disableTelemetry"),
            Map.of("DDB_LOCAL_TELEMETRY", "0"));
    process = starting;
    starting.awaitPort(port, ServerProcess.START_LIMIT);
  }

  @Override
  public void close() {
    kill();
    ServerProcess.remove(directory);
  }
}
