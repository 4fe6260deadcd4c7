package dev.tripline.runtime.extension;

import dev.tripline.runtime.process.HostProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A named pipe by which a worker with extensions is told to start its runtime, and later to end, and the
/// other files of its extensions. Safe for many threads.
public final class Gate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final List<String> PLACES = List.of("/usr/bin", "/bin");
  private static final Path HOSTS = Path.of("/etc/hosts");
  private static final int MKFIFO_SECONDS = 10;

  private final Path directory;
  private final RandomAccessFile pipe;

  private Gate(Path directory, RandomAccessFile pipe) {
    this.directory = directory;
    this.pipe = pipe;
  }

  /// Makes one. Blocks for the time of a process's start.
  ///
  /// @param directory empty; it is the gate's from now on
  public static Gate in(Path directory) throws IOException, InterruptedException {
    Path path = directory.resolve("gate");
    String program =
        HostProgram.find(PLACES, "mkfifo")
            .orElseThrow(() -> new IOException("mkfifo (coreutils) is needed for extensions"));
    Process mkfifo =
        new ProcessBuilder(program, "-m", "600", path.toString()).redirectErrorStream(true).start();
    if (!mkfifo.waitFor(MKFIFO_SECONDS, TimeUnit.SECONDS) || mkfifo.exitValue() != 0) {
      mkfifo.destroyForcibly();
      throw new IOException("mkfifo (coreutils) made no pipe at " + path);
    }
    // Open for both, so that it never waits for the other side.
    return new Gate(directory, new RandomAccessFile(path.toFile(), "rw"));
  }

  /// To be readable by the worker.
  public Path directory() {
    return directory;
  }

  Path path() {
    return directory.resolve("gate");
  }

  /// Writes the names of hosts for the worker: those of this host, and those of the worker itself.
  ///
  /// @param sandbox the address of `sandbox.localdomain`
  /// @return the file
  public Path hosts(InetAddress sandbox) throws IOException {
    String names = sandbox.getHostAddress() + " sandbox.localdomain sandbox\n";
    Path file = directory.resolve("hosts");
    Files.writeString(file, names);
    if (Files.isReadable(HOSTS)) {
      Files.write(file, Files.readAllBytes(HOSTS), StandardOpenOption.APPEND);
    }
    return file;
  }

  /// Lets the runtime start, the first time, and ends it, the second time.
  public synchronized void pass() {
    try {
      pipe.write("\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.debug("A worker with extensions is gone already", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      pipe.close();
      Files.deleteIfExists(path());
      Files.deleteIfExists(directory.resolve("hosts"));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.warn("The gate of a worker's extensions stays in {}", directory, e);
    }
  }
}
