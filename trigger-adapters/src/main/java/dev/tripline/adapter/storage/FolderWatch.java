package dev.tripline.adapter.storage;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes up early when the system says that something changed. Only a hint: it may overflow, run out
/// of watches or not exist, and then changes are found by the next regular scan.
final class FolderWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);
  private static final int MAX_FOLDERS = 1_000;

  private final WatchService service;
  private final Set<Path> watched = new HashSet<>();
  private boolean exhausted;

  FolderWatch(Path root) throws IOException {
    service = root.getFileSystem().newWatchService();
  }

  void add(Path folder) {
    if (exhausted || !watched.add(folder)) {
      return;
    }
    try {
      folder.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException e) {
      log.debug("No change notifications for {}; regular scans will do", folder, e);
      watched.remove(folder);
    } catch (ClosedWatchServiceException _) {
      exhausted = true;
      return;
    }
    if (watched.size() >= MAX_FOLDERS) {
      exhausted = true;
      log.info(
          "Change notifications are limited to {} folders; regular scans do the rest", MAX_FOLDERS);
    }
  }

  /// Waits for a change, but no longer than this. Answers whether there was one.
  boolean await(Duration wait) throws InterruptedException {
    try {
      WatchKey key = service.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      boolean changed = key != null;
      while (key != null) {
        key.pollEvents();
        if (!key.reset()) {
          watched.remove((Path) key.watchable());
        }
        key = service.poll();
      }
      return changed;
    } catch (ClosedWatchServiceException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      log.warn("The change notifications could not be closed; they end with the process", e);
    }
  }
}
