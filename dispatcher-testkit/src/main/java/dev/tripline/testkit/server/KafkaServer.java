package dev.tripline.testkit.server;

import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/// A real Kafka broker, its own KRaft controller, as a child process from the class path of this JVM.
/// It can be killed and started again on the same port and data. Topics are not made by themselves;
/// every topic has one replica. Like any Kafka it writes behind: what it acknowledged survives its
/// own SIGKILL, not that of the machine. For one thread.
public final class KafkaServer implements AutoCloseable {

  private final Path directory;
  private final int port;
  private final @Nullable KafkaSecurity security;
  private @Nullable ServerProcess process;

  private KafkaServer(Path directory, int port, @Nullable KafkaSecurity security) {
    this.directory = directory;
    this.port = port;
    this.security = security;
  }

  /// Starts one without any security; blocks until it takes connections.
  public static KafkaServer start() {
    List<Integer> ports = ServerProcess.freePorts(2);
    return start(ServerProcess.newDirectory("kafka"), ports.get(0), ports.get(1), null);
  }

  /// Starts one that also listens with SASL and with TLS, and makes the certificates for that.
  public static KafkaServer startSecured() {
    List<Integer> ports = ServerProcess.freePorts(4);
    Path directory = ServerProcess.newDirectory("kafka");
    KafkaSecurity security = KafkaSecurity.create(directory, ports.get(2), ports.get(3));
    return start(directory, ports.get(0), ports.get(1), security);
  }

  private static KafkaServer start(
      Path directory, int port, int controllerPort, @Nullable KafkaSecurity security) {
    KafkaServer server = new KafkaServer(directory, port, security);
    try {
      server.format(controllerPort);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka cannot be set up", e);
    }
    server.restart();
    return server;
  }

  private void format(int controllerPort) throws IOException {
    List<String> listeners = new ArrayList<>(List.of("PLAINTEXT://127.0.0.1:" + port));
    listeners.addAll(security == null ? List.of() : security.listeners());
    String advertised = String.join(",", listeners);
    Path data = directory.resolve("data");
    String settings =
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=%s
        listeners=%s,CONTROLLER://127.0.0.1:%d
        advertised.listeners=%s
        log.dirs=%s
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=5
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=5
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        log.cleaner.dedupe.buffer.size=8388608
        num.network.threads=2
        num.io.threads=4
        """
            .formatted(
                controllerPort,
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL",
                advertised,
                controllerPort,
                advertised,
                data);
    Files.writeString(
        directory.resolve("server.properties"),
        settings + (security == null ? "" : security.settings()));
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(1)
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName("CONTROLLER")
            .setMetadataLogDirectory(Optional.of(data.toString()))
            .addDirectory(data.toString());
    if (security != null) {
      formatter.setScramArguments(security.scramArguments());
    }
    try {
      formatter.run();
    } catch (Exception e) {
      throw new IOException("Kafka's storage cannot be formatted", e);
    }
  }

  /// `127.0.0.1:PORT` without security; the same after a restart.
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /// The properties of clients with SASL or TLS.
  ///
  /// @throws IllegalStateException if it was not started secured
  public KafkaSecurity security() {
    if (security == null) {
      throw new IllegalStateException("this broker was started without security");
    }
    return security;
  }

  /// Makes an empty topic; blocks until each partition has a leader.
  public void createTopic(String name, int partitions) {
    withAdmin(admin ->
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get());
    awaitLeaders(name, partitions);
  }

  /// Adds partitions to a topic.
  ///
  /// @param total number of partitions afterwards
  public void addPartitions(String name, int total) {
    withAdmin(
        admin -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(total))).all().get());
    awaitLeaders(name, total);
  }

  private void awaitLeaders(String name, int partitions) {
    long end = System.nanoTime() + ServerProcess.START_LIMIT.toNanos();
    withAdmin(admin -> {
      while (leaders(admin, name) < partitions) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(name + " has no leaders");
        }
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
    });
  }

  private static long leaders(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .flatMap(description -> description.partitions().stream())
          .filter(partition -> partition.leader() != null)
          .count();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw e;
    }
  }

  private void withAdmin(AdminAction action) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      action.run(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refused", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka was asked", e);
    }
  }

  private interface AdminAction {
    void run(Admin admin) throws ExecutionException, InterruptedException;
  }

  /// SIGKILL; blocks until it is gone.
  public void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  /// SIGSTOP: connections stay, nothing is answered.
  public void pause() throws InterruptedException {
    running().pause();
  }

  /// SIGCONT.
  public void resume() throws InterruptedException {
    running().resume();
  }

  private ServerProcess running() {
    if (process == null) {
      throw new IllegalStateException("the broker was killed");
    }
    return process;
  }

  /// Starts it again after [#kill()]; blocks until it takes connections.
  public void restart() {
    kill();
    ServerProcess starting =
        ServerProcess.launch(
            "Kafka",
            directory,
            List.of(
                AppProcess.javaExecutable(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                "server.properties"),
            Map.of());
    process = starting;
    starting.awaitPort(port, ServerProcess.START_LIMIT);
  }

  @Override
  public void close() {
    kill();
    ServerProcess.remove(directory);
  }
}
