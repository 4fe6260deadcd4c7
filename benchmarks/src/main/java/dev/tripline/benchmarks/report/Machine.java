package dev.tripline.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// Readings of the kernel about this machine and its processes.
public final class Machine {
  /// Clock ticks a second in `/proc`; fixed on Linux.
  private static final long TICKS = 100;

  private Machine() {}

  /// Processor, kernel and Java version in one line.
  static String description() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      String processor =
          lines
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse("unknown processor");
      return "%d × %s, Linux %s, JDK %s"
          .formatted(
              Runtime.getRuntime().availableProcessors(),
              processor,
              System.getProperty("os.version"),
              Runtime.version());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Processor time that the process has used so far, without its children.
  public static Duration cpuTime(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Duration.ofMillis(
        (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1_000 / TICKS);
  }

  /// Resident memory of the process in MB.
  public static double residentMegabytes(long pid) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElseThrow();
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
