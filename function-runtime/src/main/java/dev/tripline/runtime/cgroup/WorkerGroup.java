package dev.tripline.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control group of one worker and all that it starts.
public final class WorkerGroup {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerGroup.class);
  private static final int TRIES = 50;
  private static final long BETWEEN_NANOS = 2_000_000;

  private final Path directory;
  private final List<String> controllers;

  WorkerGroup(Path directory, List<String> controllers) {
    this.directory = directory;
    this.controllers = controllers;
  }

  /// The file into which a process writes `0` to become a member.
  public Path members() {
    return directory.resolve("cgroup.procs");
  }

  /// Whether the kernel refuses one thread or process more than the limit.
  public boolean limitsTasks() {
    return controllers.contains("pids");
  }

  /// Memory that only its processes use, files in memory included, open or not; empty if the group does
  /// not count it.
  public OptionalLong usedBytes() {
    if (!controllers.contains("memory")) {
      return OptionalLong.empty();
    }
    try {
      List<String> lines = Files.readAllLines(directory.resolve("memory.stat"));
      return OptionalLong.of(value(lines, "anon") + value(lines, "shmem"));
    } catch (IOException e) {
      LOG.trace("{} is gone", directory, e);
      return OptionalLong.empty();
    }
  }

  /// Whether the kernel has ended it for its memory.
  public boolean ranOutOfMemory() {
    if (!controllers.contains("memory")) {
      return false;
    }
    try {
      return value(Files.readAllLines(directory.resolve("memory.events")), "oom_kill") > 0;
    } catch (IOException e) {
      LOG.trace("{} is gone", directory, e);
      return false;
    }
  }

  /// @param lines name and number each
  /// @return 0 if there is no such name
  static long value(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name + " ")) {
        return Long.parseLong(line.substring(name.length() + 1).strip());
      }
    }
    return 0;
  }

  /// Ends every process in it; returns before they are gone.
  public void kill() {
    try {
      write(directory.resolve("cgroup.kill"), "1");
    } catch (NoSuchFileException e) {
      LOG.trace("{} is gone", directory, e);
    } catch (IOException e) {
      LOG.warn("The processes in {} are not ended", directory, e);
    }
  }

  /// Ends what is in it and removes it. Idempotent. Blocks for a moment while processes end; a group
  /// whose processes do not stays until the dispatcher's next start.
  public void remove() {
    kill();
    for (int i = 0; i < TRIES; i++) {
      try {
        Files.deleteIfExists(directory);
        return;
      } catch (IOException e) {
        LOG.trace("{} has processes still", directory, e);
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
    LOG.warn("Control group {} stays until the dispatcher's next start", directory);
  }

  static void write(Path file, String value) throws IOException {
    Files.writeString(file, value, StandardOpenOption.WRITE);
  }
}
