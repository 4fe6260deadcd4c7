package dev.tripline.runtime.process;

import dev.tripline.runtime.cgroup.WorkerGroup;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.liveness.VitalThreads;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds workers to their memory and `/tmp` sizes by looking at them several times a second; one that
/// is over is killed, as AWS's out-of-memory killer does.
///
/// It needs no control groups, which a dispatcher mostly may not write; then a process can be over its
/// limit for one period. Where a worker has one, the kernel counts for this watch and refuses what goes
/// far beyond.
final class ResourceWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);
  private static final long PERIOD_MILLIS = 100;
  private static final int IDLE_PERIODS = 10;
  private static final long LAST_LOOK_NANOS = 100_000_000;
  private static final long MB = 1024 * 1024;

  /// As on Lambda.
  static final int MOST_THREADS = 1024;

  /// Files take memory of the kernel's, even empty ones.
  private static final int MOST_FILES = 65_536;

  private final Set<WorkerProcess> watched = ConcurrentHashMap.newKeySet();
  private final @Nullable Orphans orphans;
  private final Thread thread = VitalThreads.ofPlatform("worker-watch").unstarted(this::run);

  /// @param orphans null if no process outlives its worker
  ResourceWatch(@Nullable Orphans orphans) {
    this.orphans = orphans;
  }

  void start() {
    thread.start();
  }

  /// Blocks for a moment while a last look is taken for what workers left behind.
  void stop() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void add(WorkerProcess worker) {
    watched.add(worker);
  }

  void remove(WorkerProcess worker) {
    watched.remove(worker);
  }

  private void run() {
    try {
      for (int period = 0; ; period++) {
        Thread.sleep(PERIOD_MILLIS);
        boolean all = period % IDLE_PERIODS == 0;
        for (WorkerProcess worker : watched) {
          if (worker.takeActive() || all) {
            check(worker, all);
          }
        }
        if (all && orphans != null) {
          orphans.sweep();
        }
      }
    } catch (InterruptedException _) {
      watched.clear();
      if (orphans != null) {
        orphans.sweep();
        LockSupport.parkNanos(LAST_LOOK_NANOS);
        orphans.sweep();
      }
    }
  }

  private static void check(WorkerProcess worker, boolean thoroughly) {
    WorkerLimits limits = worker.limits();
    WorkerGroup group = worker.group();
    OptionalLong counted = group == null ? OptionalLong.empty() : group.usedBytes();
    WorkerMemory.Figures figures = worker.measure(thoroughly && counted.isEmpty(), MOST_THREADS);
    long mb = counted.isPresent() ? own(worker, counted.getAsLong()) / MB : figures.mb();
    if (mb > limits.memoryMb()) {
      end(worker, "uses %d MB of %d MB".formatted(mb, limits.memoryMb()));
    } else if (figures.threads() > MOST_THREADS && !(group != null && group.limitsTasks())) {
      end(worker, "runs more than %d threads".formatted(MOST_THREADS));
    } else if (thoroughly) {
      checkFiles(worker, limits);
    }
  }

  /// The group counts what is in `/tmp` too, which has a size of its own.
  private static long own(WorkerProcess worker, long bytes) {
    WorkerFileSystems files = worker.fileSystems();
    return files == null || bytes <= worker.limits().memoryMb() * MB
        ? bytes
        : bytes - files.temporaryBytes();
  }

  private static void checkFiles(WorkerProcess worker, WorkerLimits limits) {
    WorkerFileSystems own = worker.fileSystems();
    if (own != null) {
      if (own.files() > MOST_FILES) {
        end(worker, "has more than %d files".formatted(MOST_FILES));
      }
    } else if (limits.temporary() instanceof Temporary.Directory(Path directory)) {
      long limit = limits.temporaryMb() * MB;
      if (isOver(directory, limit)) {
        worker.overfilled();
        end(worker, "has filled its /tmp of %d MB or %d files".formatted(limit / MB, MOST_FILES));
      }
    }
  }

  private static void end(WorkerProcess worker, String why) {
    LOG.info("Worker {} {} and is killed", worker.pid(), why);
    worker.kill();
  }

  /// Stops counting beyond the limit.
  private static boolean isOver(Path directory, long limit) {
    long[] sums = {0, 0};
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              return count(attributes.size());
            }

            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
              return count(0);
            }

            private FileVisitResult count(long bytes) {
              sums[0] += bytes;
              sums[1]++;
              return sums[0] > limit || sums[1] > MOST_FILES
                  ? FileVisitResult.TERMINATE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE; // removed meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.debug("{} was not measured", directory, e);
    }
    return sums[0] > limit || sums[1] > MOST_FILES;
  }
}
