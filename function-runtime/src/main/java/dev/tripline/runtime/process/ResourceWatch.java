package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds workers to their memory and `/tmp` sizes by looking at them several times a second; one that
/// is over is killed, as AWS's out-of-memory killer does.
///
/// It needs no control groups, which a dispatcher in a container mostly may not write. A process can be
/// over its limit for one period.
final class ResourceWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);
  private static final long PERIOD_MILLIS = 100;
  private static final int IDLE_PERIODS = 10;
  private static final long MB = 1024 * 1024;

  private final Set<WorkerProcess> watched = ConcurrentHashMap.newKeySet();
  private final Thread thread =
      Thread.ofPlatform().name("worker-watch").daemon().unstarted(this::run);

  void start() {
    thread.start();
  }

  void stop() {
    thread.interrupt();
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
      }
    } catch (InterruptedException _) {
      watched.clear();
    }
  }

  private void check(WorkerProcess worker, boolean thoroughly) {
    int memory = worker.measureMemoryMb();
    if (memory > worker.limits().memoryMb()) {
      LOG.info(
          "Worker {} uses {} MB of {} MB and is killed",
          worker.pid(),
          memory,
          worker.limits().memoryMb());
      worker.kill();
    } else if (thoroughly) {
      long limit = worker.limits().temporaryMb() * MB;
      if (bytes(worker.limits().temporary(), limit) > limit) {
        LOG.info("Worker {} has filled its /tmp of {} MB and is killed", worker.pid(), limit / MB);
        worker.overfilled();
        worker.kill();
      }
    }
  }

  /// Stops counting beyond the limit.
  private static long bytes(Path directory, long limit) {
    long[] sum = {0};
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum[0] += attributes.size();
              return sum[0] > limit ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
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
    return sum[0];
  }
}
