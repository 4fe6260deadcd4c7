package dev.tripline.testkit.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A server as a child process that writes its output to a file. It ends with this JVM at the latest,
/// unless this JVM is killed. For one thread.
public final class ServerProcess {
  /// For a start; a machine with other work may take minutes.
  public static final Duration START_LIMIT = Duration.ofMinutes(5);

  private static final Duration ORDERLY_END = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Map<Long, Process> RUNNING = new ConcurrentHashMap<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.values().forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final Path output;
  private final Process process;

  private ServerProcess(String name, Path output, Process process) {
    this.name = name;
    this.output = output;
    this.process = process;
  }

  /// Starts it in a directory and answers at once.
  ///
  /// @param name for messages
  public static ServerProcess launch(
      String name, Path directory, List<String> command, Map<String, String> environment) {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      Process process = builder.start();
      RUNNING.put(process.pid(), process);
      return new ServerProcess(name, output, process);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
  }

  /// Blocks until its port takes connections.
  ///
  /// @throws IllegalStateException with its output if it ends before, or the limit passes
  public void awaitPort(int port, Duration limit) {
    await(() -> answers(port), "did not open port " + port, limit);
  }

  /// Blocks until a condition holds.
  ///
  /// @param otherwise said with its output if the condition does not come to hold
  public void await(BooleanSupplier condition, String otherwise, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        kill();
        throw new IllegalStateException(name + " " + otherwise + ":\n" + output());
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /// Everything it has written so far, also by earlier processes in the same directory.
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "(its output cannot be read: " + e.getMessage() + ")";
    }
  }

  /// Writes a line to its standard input.
  public void tell(String line) {
    try {
      BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8);
      writer.write(line + "\n");
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not listen", e);
    }
  }

  /// SIGSTOP: it stands still, its connections stay open.
  public void pause() throws InterruptedException {
    Signal.STOP.send(process);
  }

  /// SIGCONT after [#pause()].
  public void resume() throws InterruptedException {
    Signal.CONT.send(process);
  }

  /// SIGKILL; blocks until it is gone.
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
    RUNNING.remove(process.pid());
  }

  /// SIGTERM, and SIGKILL if that does not help; blocks until it is gone.
  public void stop() {
    process.destroy();
    process.onExit().completeOnTimeout(process, ORDERLY_END.toSeconds(), TimeUnit.SECONDS).join();
    kill();
  }

  /// Ports of 127.0.0.1 that were free just now, all different.
  public static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException("there is no free port", e);
    }
  }

  /// Whether somebody listens there.
  public static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// A new directory below the system's temporary one.
  public static Path newDirectory(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("there is no room for " + prefix, e);
    }
  }

  /// Removes a directory with everything in it.
  public static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be removed", e);
    }
  }
}
