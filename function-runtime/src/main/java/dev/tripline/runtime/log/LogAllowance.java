package dev.tripline.runtime.log;

import java.time.InstantSource;

/// The amount that one worker may log: a burst, and so much a second on the average. Lines beyond are
/// counted instead. For one thread at a time.
final class LogAllowance {
  static final int BURST = 2 * 1024 * 1024;
  static final int PER_SECOND = 512 * 1024;

  /// Each line costs so much more than its text.
  private static final int LINE = 100;

  private final InstantSource clock;
  private long left = BURST;
  private long filledMillis;
  private long droppedLines;
  private long droppedBytes;

  LogAllowance(InstantSource clock) {
    this.clock = clock;
    this.filledMillis = clock.millis();
  }

  /// @return whether the line may be logged; otherwise it counts as dropped
  boolean take(int bytes) {
    fill();
    long cost = (long) bytes + LINE;
    if (cost > left) {
      droppedLines++;
      droppedBytes += bytes;
      return false;
    }
    left -= cost;
    return true;
  }

  boolean hasDropped() {
    return droppedLines > 0;
  }

  /// The line that tells how much was dropped since this was last asked.
  String takeDropped() {
    String told =
        "[%d lines, %d bytes, of this worker's output were dropped: it writes more than %d KB a second]"
            .formatted(droppedLines, droppedBytes, PER_SECOND / 1024);
    droppedLines = 0;
    droppedBytes = 0;
    return told;
  }

  private void fill() {
    long now = clock.millis();
    if (now > filledMillis) {
      left = Math.min(BURST, left + (now - filledMillis) * PER_SECOND / 1000);
      filledMillis = now;
    } else if (now < filledMillis) {
      filledMillis = now; // the clock was set back
    }
  }
}
