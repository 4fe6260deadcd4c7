package dev.tripline.runtime.extension.telemetry;

import java.time.Duration;

/// When a batch is due: at so many events, at so many bytes, or so long after the first of them.
record Buffering(int maxItems, int maxBytes, Duration timeout) {
  // The limits are AWS's.
  static final int FEWEST_ITEMS = 1_000;
  static final int MOST_ITEMS = 10_000;
  static final int FEWEST_BYTES = 256 * 1024;
  static final int MOST_BYTES = 1024 * 1024;
  static final int SHORTEST_MILLIS = 25;
  static final int LONGEST_MILLIS = 30_000;

  static final Buffering DEFAULT = new Buffering(MOST_ITEMS, FEWEST_BYTES, Duration.ofSeconds(1));
}
