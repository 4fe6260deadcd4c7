package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file systems in memory of one sandboxed worker, looked at from outside: the kernel keeps them to
/// their sizes and counts them, so that nothing has to be walked through.
final class WorkerFileSystems {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerFileSystems.class);
  private static final Path PROC = Path.of("/proc");

  private final long root;
  private @Nullable Path seen; // the worker's root directory

  /// @param root process that made the sandbox; its first child is inside
  WorkerFileSystems(long root) {
    this.root = root;
  }

  long sharedMemoryBytes() {
    return usage("dev/shm").map(Posix.Usage::bytes).orElse(0L);
  }

  long temporaryBytes() {
    return usage("tmp").map(Posix.Usage::bytes).orElse(0L);
  }

  /// Files and directories in `/tmp` and `/dev/shm`.
  long files() {
    return usage("tmp").map(Posix.Usage::files).orElse(0L)
        + usage("dev/shm").map(Posix.Usage::files).orElse(0L);
  }

  private Optional<Posix.Usage> usage(String place) {
    try {
      Path worker = worldOfWorker();
      return worker == null
          ? Optional.empty()
          : Optional.of(Posix.usage(worker.resolve(place).toString()));
    } catch (IOException e) {
      LOG.trace("Worker {} has ended, or its sandbox is still being made", root, e);
      return Optional.empty();
    }
  }

  /// Null until it is no longer the host's.
  private synchronized @Nullable Path worldOfWorker() throws IOException {
    if (seen == null) {
      Path children = PROC.resolve(root + "/task/" + root + "/children");
      String first = Files.readString(children).strip().split(" ", -1)[0];
      Path world = PROC.resolve(first + "/root");
      if (!first.isEmpty() && !device(world.resolve("tmp")).equals(device(Path.of("/tmp")))) {
        seen = world;
      }
    }
    return seen;
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev");
  }
}
