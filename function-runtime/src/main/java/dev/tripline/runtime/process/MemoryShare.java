package dev.tripline.runtime.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The memory that this process and its workers share: the machine's, or the limit of the container or
/// control group that they are in.
///
/// @param total bytes that there are
/// @param heap bytes that the heap of this process may grow to
public record MemoryShare(long total, long heap) {
  /// Of this process beside the heap: classes, compiled code, stacks, buffers.
  private static final long BESIDE_THE_HEAP = 320L << 20;

  public static MemoryShare ofThisProcess() {
    return new MemoryShare(
        // Knows the limits of control groups.
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        Runtime.getRuntime().maxMemory());
  }

  /// What workers may take together: what this process leaves, three quarters of all at the most. At least an
  /// eighth, with which a process that is given nearly everything itself can still run functions.
  public long workers() {
    long left = total - heap - BESIDE_THE_HEAP;
    return Math.max(total / 8, Math.min(total / 4 * 3, left));
  }
}
