package dev.tripline.delivery.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The result of the last invocation for a shard. Safe for many threads.
final class LastResult {
  private static final String OK = "OK";

  private volatile @Nullable Seen seen;

  record Seen(String text, Instant at) {}

  /// @param error null if it went well
  void note(@Nullable String error, Instant at) {
    seen = new Seen(error == null ? OK : error, at);
  }

  @Nullable Seen seen() {
    return seen;
  }
}
