package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.trigger.TriggerStatus.ServerLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The log of a database that a trigger reads.
///
/// @param keptBytes the part that the server keeps for the trigger; null if that is not known yet
/// @param silenceMillis the time since the last change or heartbeat; null if it is not read
public record LogView(@Nullable Long keptBytes, @Nullable Long silenceMillis) {
  private static final long MUCH = 64L * 1024 * 1024;

  /// Null for sources that are no databases, and where nothing is known.
  static @Nullable LogView of(@Nullable ServerLog log) {
    if (log == null || (log.keptBytes() < 0 && log.silence() == null)) {
      return null;
    }
    Duration silence = log.silence();
    return new LogView(
        log.keptBytes() < 0 ? null : log.keptBytes(), silence == null ? null : silence.toMillis());
  }

  /// The warning about a log that grows while nothing reads it; null for none.
  ///
  /// @param paused whether the trigger is
  /// @param log null for none
  static @Nullable String warning(boolean paused, @Nullable LogView log) {
    if (!paused || log == null || log.keptBytes() == null || log.keptBytes() < MUCH) {
      return null;
    }
    return "it is paused, and the database keeps %d MB of its log for it, which grow until the trigger"
            .formatted(log.keptBytes() / (1024 * 1024))
        + " is resumed or deleted, or the disk is full";
  }
}
