package dev.tripline.store.engine.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells damage of the write-ahead log from what a power cut leaves. SQLite itself takes the log up to
/// the first frame that is not sound, and drops the rest without a word.
///
/// A commit is flushed before the next one is written, so a power cut can only spoil the last one: two
/// commits behind an unsound frame are damage. Of a log that is missing, cut off or overwritten with
/// nothing, only a [LogNote] knows.
final class LogCheck {
  /// The log is begun anew at most so often before its note follows.
  private static final int RESTARTS = 1000;

  private LogCheck() {}

  /// The damage in words; empty if there is none.
  static Optional<String> damage(Path log, Optional<LogNote> note) throws IOException {
    if (!Files.exists(log)) {
      return note.map(lost ->
          "its log %s is missing, which held committed changes (%d pages at least)"
              .formatted(log, lost.frames()));
    }
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
      return Optional.ofNullable(damage(file, note.orElse(null)))
          .map(finding -> "its log %s %s".formatted(log, finding));
    }
  }

  private static @Nullable String damage(FileChannel file, @Nullable LogNote note)
      throws IOException {
    WriteAheadLog log = WriteAheadLog.read(file);
    if (log == null) {
      return note != null || hasFrames(file) ? "does not begin as a log does" : null;
    }
    WriteAheadLog.Extent extent = log.extent();
    if (note != null && !note.isOf(log)) {
      int restarts = log.salt1() - note.salt1();
      if (restarts < 1 || restarts > RESTARTS) {
        return "is not the one that was in use";
      }
    } else if (note != null && extent.sound() < note.frames()) {
      return "is sound up to page %d only, of at least %d that were committed"
          .formatted(extent.sound(), note.frames());
    }
    return extent.commitsBehind() < 2
        ? null
        : "is damaged behind page %d, with at least %d commits after it"
            .formatted(extent.sound(), extent.commitsBehind());
  }

  /// A header is flushed before the first frame is written.
  private static boolean hasFrames(FileChannel file) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(4096);
    file.read(frame, WriteAheadLog.HEADER);
    for (int i = 0; i < frame.position(); i++) {
      if (frame.get(i) != 0) {
        return true;
      }
    }
    return false;
  }
}
