package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The resident memory of a process and its descendants, as the kernel shows it.
final class WorkerMemory {
  private static final Path PROC = Path.of("/proc");
  private final long root;
  private final AtomicInteger peakMb = new AtomicInteger();

  WorkerMemory(long root) {
    this.root = root;
  }

  /// The peak of all measurements.
  int peakMb() {
    return peakMb.get();
  }

  /// Measures now.
  int currentMb() {
    long kilobytes = 0;
    Deque<String> open = new ArrayDeque<>();
    open.add(Long.toString(root));
    while (!open.isEmpty()) {
      Path process = PROC.resolve(open.remove());
      try {
        kilobytes += residentKilobytes(process);
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
          for (Path thread : threads.toList()) {
            for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
              if (!child.isBlank()) {
                open.add(child.strip());
              }
            }
          }
        }
      } catch (IOException _) {
        kilobytes += 0; // the process ended while it was looked at
      }
    }
    int megabytes = (int) (kilobytes / 1024);
    peakMb.accumulateAndGet(megabytes, Math::max);
    return megabytes;
  }

  /// Anonymous and shared memory; pages of mapped files are the page cache's, which the kernel takes
  /// back under pressure.
  private static long residentKilobytes(Path process) throws IOException {
    long sum = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("RssAnon:") || line.startsWith("RssShmem:")) {
        sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    if (!Files.exists(process)) {
      throw new NoSuchFileException(process.toString());
    }
    return sum;
  }
}
