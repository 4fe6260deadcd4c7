package dev.tripline.runtime.extension.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that the events of all workers of this node may take while they wait for their listeners.
/// Safe for many threads.
public final class TelemetryMemory {
  /// 64 MB.
  public static final long LIMIT = 64L * 1024 * 1024;

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /// @param limit in bytes
  public TelemetryMemory(long limit) {
    this.limit = limit;
  }

  /// @return false if there is no more; nothing is taken then
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) > limit) {
      taken.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void give(long bytes) {
    taken.addAndGet(-bytes);
  }

  /// Bytes taken now.
  long taken() {
    return taken.get();
  }
}
