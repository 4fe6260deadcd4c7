package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memory of a process and its descendants, as the kernel shows it: what only they use, which is held
/// against their limit, and all that is resident, which is reported.
final class WorkerMemory {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMemory.class);
  private static final Path PROC = Path.of("/proc");
  private static final String MEMORY_FILE = "/memfd:";
  private static final long KB = 1024;
  private static final long OLD_NANOS = 200_000_000;

  private final long root;
  private final @Nullable WorkerFileSystems fileSystems;
  private final AtomicInteger peakMb = new AtomicInteger();
  private volatile long measuredNanos = System.nanoTime() - OLD_NANOS;

  /// @param fileSystems null if the worker has none of its own
  WorkerMemory(long root, @Nullable WorkerFileSystems fileSystems) {
    this.root = root;
    this.fileSystems = fileSystems;
  }

  /// The most that was ever resident, as far as measurements saw; 0 before the first.
  int peakResidentMb() {
    return peakMb.get();
  }

  /// Whether the last measurement, if there was one, says little of the present.
  boolean isOld() {
    return System.nanoTime() - measuredNanos >= OLD_NANOS;
  }

  /// @param mb anonymous and shared memory, which includes files in memory; pages of mapped files are the
  ///     page cache's, which the kernel takes back under pressure
  /// @param threads of all processes
  record Figures(int mb, int threads) {}

  /// Measures now.
  ///
  /// @param thoroughly whether files in memory are looked for that no process has mapped
  /// @param mostThreads beyond which it is no longer measured
  Figures measure(boolean thoroughly, int mostThreads) {
    Sum sum = new Sum(thoroughly);
    Deque<String> open = new ArrayDeque<>();
    open.add(Long.toString(root));
    while (!open.isEmpty() && sum.threads <= mostThreads) {
      sum.add(PROC.resolve(open.remove()), open);
    }
    peakMb.accumulateAndGet((int) (sum.peakResident / KB), Math::max);
    measuredNanos = System.nanoTime();
    long files = sum.memoryFiles.values().stream().mapToLong(Long::longValue).sum();
    if (thoroughly && fileSystems != null) {
      files += fileSystems.sharedMemoryBytes();
    }
    return new Figures(
        (int) ((sum.anonymous + Math.max(sum.shared, files / KB)) / KB), sum.threads);
  }

  private static final class Sum {
    private final boolean thoroughly;
    private final Map<Long, Long> memoryFiles = new HashMap<>(); // bytes by inode
    private long anonymous;
    private long shared;
    private long peakResident;
    private int threads;

    Sum(boolean thoroughly) {
      this.thoroughly = thoroughly;
    }

    void add(Path process, Deque<String> open) {
      try {
        for (String line : Files.readAllLines(process.resolve("status"))) {
          if (line.startsWith("RssAnon:")) {
            anonymous += number(line);
          } else if (line.startsWith("RssShmem:")) {
            shared += number(line);
          } else if (line.startsWith("VmHWM:")) {
            peakResident += number(line);
          }
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(process.resolve("task"))) {
          for (Path thread : all) {
            threads++;
            for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
              if (!child.isBlank()) {
                open.add(child.strip());
              }
            }
          }
        }
        if (thoroughly) {
          addMemoryFiles(process);
        }
      } catch (IOException | DirectoryIteratorException e) {
        LOG.trace("{} ended while it was looked at", process, e);
      }
    }

    private void addMemoryFiles(Path process) throws IOException {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
        for (Path file : files) {
          addIfInMemory(file);
        }
      }
    }

    private void addIfInMemory(Path file) {
      try {
        if (Files.readSymbolicLink(file).toString().startsWith(MEMORY_FILE)) {
          Posix.Allocation found = Posix.allocation(file.toString());
          memoryFiles.put(found.inode(), found.bytes());
        }
      } catch (IOException e) {
        LOG.trace("{} was closed while it was looked at", file, e);
      }
    }

    private static long number(String line) {
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }
}
