package dev.tripline.store.engine.sqlite;

import dev.tripline.spi.liveness.VitalThreads;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes in the store's lock file how far its write-ahead log has come, four times a second at most, on
/// a thread of its own: commits do not wait for it. The log is flushed before it is noted, so a note
/// never says more than what a power cut leaves.
final class LogWatch {
  private static final Logger log = LoggerFactory.getLogger(LogWatch.class);
  private static final long PAUSE_NANOS = 250_000_000L;

  private final SqliteFile file;
  private final Thread thread;
  private LogNote noted = new LogNote(0, 0, 0);
  private @Nullable LogNote seen;
  private volatile boolean stopped;

  private LogWatch(SqliteFile file) {
    this.file = file;
    this.thread = VitalThreads.ofPlatform("store-log-watch").unstarted(this::run);
  }

  static LogWatch start(SqliteFile file) {
    LogWatch watch = new LogWatch(file);
    watch.thread.start();
    return watch;
  }

  private void run() {
    boolean failed = false;
    while (!stopped) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
      try (FileChannel channel = FileChannel.open(file.log(), StandardOpenOption.READ)) {
        WriteAheadLog now = stopped ? null : WriteAheadLog.read(channel);
        if (now != null) {
          look(now, channel);
        }
        failed = false;
      } catch (NoSuchFileException _) {
        seen = null; // nothing was written yet
      } catch (IOException e) {
        if (!failed) {
          log.warn(
              "The length of the store's log cannot be noted; damage at its end would not be found",
              e);
        }
        failed = true;
      }
    }
  }

  /// Notes what the last look saw: a commit's header is written before its page, and by now both are.
  private void look(WriteAheadLog now, FileChannel channel) throws IOException {
    LogNote last = seen;
    if (last != null && last.isOf(now) && !last.equals(noted)) {
      channel.force(false);
      file.note(last);
      noted = last;
    }
    long from = noted.isOf(now) ? noted.frames() : 0;
    long commit = now.lastCommit(from + 1);
    seen = commit == 0 ? null : new LogNote(now.salt1(), now.salt2(), commit);
  }

  /// The log is about to be closed properly; from here on there is no note.
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true; // the lock file must not be closed under a note
      }
    }
    interrupted |= Thread.interrupted(); // would close the lock file under the write
    file.forgetLog();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
