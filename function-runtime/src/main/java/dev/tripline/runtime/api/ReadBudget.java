package dev.tripline.runtime.api;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// The memory that all connections of one worker may take for what they are reading. Safe for use by many
/// threads.
final class ReadBudget {
  /// For heads, beside one body.
  private static final long SPARE = 4L * 1024 * 1024;

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /// @param responseLimit bytes of the largest body that is kept
  ReadBudget(int responseLimit) {
    this.limit = responseLimit + SPARE;
  }

  /// @throws IOException if there is no more
  void take(long bytes) throws IOException {
    if (taken.addAndGet(bytes) > limit) {
      taken.addAndGet(-bytes);
      throw new IOException(
          "the requests of this worker together take more than " + limit + " bytes");
    }
  }

  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /// Bytes taken now.
  long taken() {
    return taken.get();
  }
}
