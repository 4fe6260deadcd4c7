package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Processes that functions left behind where there is no sandbox to end with: this process adopts them,
/// and ends those that have left the session of their worker.
///
/// A process of a function is known by its likelihood to be ended when memory is short, which all workers
/// start with and which it can only raise. Its session is its worker's until it makes one of its own,
/// and it can never get into another's.
final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final Path SELF = Path.of("/proc/self/task");
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0; // behind the name
  private static final int SESSION = 3;

  /// Set for every worker by [WorkerStarter].
  static final int WORKERS_SCORE = 500;

  /// Seen in the last sweep: ended without anyone who waits for them, or left behind. One look is not
  /// enough, since a process is a child before it is known as a worker.
  private Set<Integer> seen = Set.of();

  /// Of the whole process, since that is what adopts them: several runtimes may be in one.
  private static final Set<Long> WORKERS = ConcurrentHashMap.newKeySet();

  private Orphans() {}

  /// A process was started on purpose.
  static void started(long worker) {
    WORKERS.add(worker);
  }

  static void ended(long worker) {
    WORKERS.remove(worker);
  }

  static Orphans adopt() throws IOException {
    Posix.adoptOrphans();
    return new Orphans();
  }

  /// Looks once; a process is ended at the second look that finds it.
  void sweep() {
    Set<Integer> found = new HashSet<>();
    for (int child : children()) {
      try {
        String[] fields = fields(child);
        boolean ended = fields[STATE].equals("Z");
        if ((ended || isLeftBehind(child, fields)) && !seen.contains(child)) {
          found.add(child);
        } else if (ended) {
          Posix.reap(child);
        } else if (isLeftBehind(child, fields)) {
          LOG.info("Process {} was left behind by a function and is killed", child);
          Posix.signal(child, Posix.KILL);
        }
      } catch (IOException e) {
        LOG.trace("Process {} ended while it was looked at", child, e);
      }
    }
    seen = found;
  }

  private static boolean isLeftBehind(int child, String[] fields) throws IOException {
    return !WORKERS.contains((long) child)
        && !WORKERS.contains(Long.parseLong(fields[SESSION]))
        && isOfFunction(child);
  }

  /// Those behind the name, which may hold anything.
  private static String[] fields(int process) throws IOException {
    String stat = Files.readString(PROC.resolve(process + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", 6);
  }

  private static boolean isOfFunction(int process) throws IOException {
    String score = Files.readString(PROC.resolve(process + "/oom_score_adj")).strip();
    return Integer.parseInt(score) >= WORKERS_SCORE;
  }

  private static Set<Integer> children() {
    Set<Integer> children = new HashSet<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(SELF)) {
      for (Path thread : threads) {
        addChildren(thread, children);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("Not all children were looked at", e);
    }
    return children;
  }

  private static void addChildren(Path thread, Set<Integer> children) {
    try {
      for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
        if (!child.isBlank()) {
          children.add(Integer.parseInt(child.strip()));
        }
      }
    } catch (IOException e) {
      LOG.trace("Thread {} has ended", thread, e);
    }
  }
}
