package dev.tripline.retry.batch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Windows of equal length, one after the other, over the records of a shard ("Tumbling windows" in the
/// Lambda developer guide). A record belongs to the window in which the stream took it; boundaries are
/// multiples of the length since 1970. Pure.
///
/// @param length 1 s to 900 s
public record TumblingWindow(Duration length) {
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /// Streams take records a little late: a window is not closed before so long after its end.
  private static final Duration GRACE = Duration.ofSeconds(1);

  public TumblingWindow {
    if (length.toSeconds() < 1 || length.toNanosPart() != 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a tumbling window has 1 to 900 whole seconds, not " + length);
    }
  }

  /// @param start inclusive
  /// @param end exclusive
  public record Window(Instant start, Instant end) {}

  /// The window of a record. A record that comes after one of a later window counts to that one:
  /// arrival times are approximate, the order of the shard is not.
  ///
  /// @param open the shard's window that is not closed yet, if there is one
  public Window windowOf(Instant arrivedAt, @Nullable Window open) {
    if (open != null && arrivedAt.isBefore(open.end())) {
      return open;
    }
    long seconds = length.toSeconds();
    long start = Math.floorDiv(arrivedAt.getEpochSecond(), seconds) * seconds;
    return new Window(Instant.ofEpochSecond(start), Instant.ofEpochSecond(start + seconds));
  }

  /// Whether a window is over, so that the function is asked for its end: once a record of a later
  /// window came, or the time is over and the shard holds nothing that was not read.
  ///
  /// @param next when the record that was read and not yet handed to the function arrived; null if
  ///     there is none
  /// @param caughtUp whether everything that the shard holds was read
  public static boolean isOver(Window open, @Nullable Instant next, boolean caughtUp, Instant now) {
    if (next != null) {
      return !next.isBefore(open.end());
    }
    return caughtUp && !now.isBefore(open.end().plus(GRACE));
  }
}
