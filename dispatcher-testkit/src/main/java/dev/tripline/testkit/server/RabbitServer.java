package dev.tripline.testkit.server;

import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real RabbitMQ server as Debian packages it, on 127.0.0.1 and free ports, with everything it
/// writes below one directory. User and password are `guest`. It can be killed and started again on
/// the same data; see [#flush]. It looks for acknowledgements that are late every second instead of every
/// minute.
/// Closing it ends its port mapper as well; both end with this JVM at the latest, unless this JVM is
/// killed. For one thread.
public final class RabbitServer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
  private static final Path CONTROL = PROGRAM.resolveSibling("rabbitmqctl");

  private final Path directory;
  private final int port;
  private final int distributionPort;
  private final int mapperPort;
  private final int managementPort;
  private final Thread atExit = new Thread(this::endAll);
  private volatile @Nullable Process process;

  private RabbitServer(Path directory, List<Integer> ports) {
    this.directory = directory;
    this.port = ports.get(0);
    this.distributionPort = ports.get(1);
    this.mapperPort = ports.get(2);
    this.managementPort = ports.get(3);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Why there is no RabbitMQ here; empty if there is. To be printed where tests are skipped.
  public static Optional<String> whyUnavailable() {
    return Files.isExecutable(PROGRAM)
        ? Optional.empty()
        : Optional.of("RabbitMQ is not installed (" + PROGRAM + "); its tests are skipped");
  }

  /// Starts one; blocks until it takes connections.
  ///
  /// @param configuration lines for `rabbitmq.conf`
  public static RabbitServer start(String... configuration) {
    return start("", configuration);
  }

  /// As [#start], with its management API at [#managementPort].
  public static RabbitServer startManaged(String... configuration) {
    return start("[rabbitmq_management].\n", configuration);
  }

  private static RabbitServer start(String plugins, String... configuration) {
    try {
      Path directory = Files.createTempDirectory("rabbit");
      RabbitServer server = new RabbitServer(directory, ServerProcess.freePorts(4));
      List<String> lines = new ArrayList<>(List.of(configuration));
      if (!plugins.isEmpty()) {
        Files.writeString(directory.resolve("plugins"), plugins);
        lines.add("management.tcp.ip = 127.0.0.1");
        lines.add("management.tcp.port = " + server.managementPort);
      }
      Files.writeString(directory.resolve("rabbitmq.conf"), String.join("\n", lines) + "\n");
      server.startAgain();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("RabbitMQ does not start", e);
    }
  }

  public int port() {
    return port;
  }

  public int managementPort() {
    return managementPort;
  }

  /// Starts it on the data of before; blocks until it takes connections.
  public void startAgain() {
    try {
      Files.deleteIfExists(directory.resolve("pid"));
      ProcessBuilder builder = new ProcessBuilder(PROGRAM.toString());
      builder.environment().putAll(environment());
      builder.directory(directory.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(directory.resolve("output.txt").toFile());
      process = builder.start();
      awaitStart(process);
    } catch (IOException e) {
      throw new UncheckedIOException("RabbitMQ does not start", e);
    }
  }

  private Map<String, String> environment() {
    String at = directory.toString();
    return Map.ofEntries(
        Map.entry("HOME", at),
        Map.entry("RABBITMQ_NODENAME", "tripline" + port + "@localhost"),
        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
        Map.entry("ERL_EPMD_PORT", Integer.toString(mapperPort)),
        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
        Map.entry("RABBITMQ_MNESIA_BASE", at + "/data"),
        Map.entry("RABBITMQ_LOG_BASE", at + "/log"),
        Map.entry("RABBITMQ_PID_FILE", at + "/pid"),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", at + "/plugins"),
        Map.entry("RABBITMQ_FEATURE_FLAGS_FILE", at + "/feature_flags"),
        Map.entry("RABBITMQ_CONF_ENV_FILE", at + "/no-env"),
        Map.entry("RABBITMQ_CONFIG_FILE", at + "/rabbitmq"),
        Map.entry(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-kernel inet_dist_use_interface {127,0,0,1} -rabbit channel_tick_interval 1000"));
  }

  private void awaitStart(Process starting) throws IOException {
    Path output = directory.resolve("output.txt");
    long end = System.nanoTime() + ServerProcess.START_LIMIT.toNanos();
    while (System.nanoTime() < end && starting.isAlive()) {
      if (Files.readString(output).contains("completed with") && ServerProcess.answers(port)) {
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    String said = Files.readString(output);
    close();
    throw new IllegalStateException("RabbitMQ did not start:\n" + said);
  }

  /// Returns when all that was declared is on disk. The server answers a declaration earlier: one that
  /// is killed right after it has forgotten the queue, with what it had confirmed in it.
  public void flush() throws InterruptedException {
    try {
      ProcessBuilder builder = new ProcessBuilder(CONTROL.toString(), "eval", "mnesia:sync_log().");
      builder.environment().putAll(environment());
      builder.directory(directory.toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(directory.resolve("flush.txt").toFile());
      Process flushing = builder.start();
      boolean ended = flushing.waitFor(ServerProcess.START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      flushing.destroyForcibly();
      String said = Files.readString(directory.resolve("flush.txt"));
      if (!ended || !said.strip().equals("ok")) {
        String how = ended ? "answered" : "did not answer within " + ServerProcess.START_LIMIT;
        throw new IllegalStateException("RabbitMQ, told to flush its log, " + how + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("RabbitMQ cannot be told to flush its log", e);
    }
  }

  /// Ends it at once, as a power cut would: no buffer is written, no connection closed in order.
  public void kill() {
    end(true);
  }

  private void end(boolean atOnce) {
    Process running = process;
    process = null;
    if (running == null) {
      return;
    }
    // The start script waits for the server as its child.
    List<ProcessHandle> all =
        Stream.concat(running.toHandle().descendants(), Stream.of(running.toHandle())).toList();
    for (ProcessHandle one : all) {
      if (atOnce) {
        one.destroyForcibly();
      } else {
        one.destroy();
      }
    }
    for (ProcessHandle one : all) {
      one.onExit().completeOnTimeout(one, 20, TimeUnit.SECONDS).join();
      if (one.isAlive()) {
        one.destroyForcibly();
        one.onExit().completeOnTimeout(one, 5, TimeUnit.SECONDS).join();
      }
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    end(false);
    endMapper();
    ServerProcess.remove(directory);
  }

  private void endAll() {
    end(true);
    endMapper();
  }

  /// Erlang's port mapper daemon detaches itself; ours is the one with our port in its environment.
  private void endMapper() {
    String mark = "ERL_EPMD_PORT=" + mapperPort;
    ProcessHandle.allProcesses()
        .filter(one -> one.info().command().orElse("").endsWith("/epmd"))
        .filter(one -> environmentOf(one.pid()).contains(mark))
        .forEach(mapper -> {
          mapper.destroyForcibly();
          mapper.onExit().completeOnTimeout(mapper, 5, TimeUnit.SECONDS).join();
        });
  }

  private static List<String> environmentOf(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException _) {
      return List.of();
    }
  }
}
