package dev.tripline.runtime.cgroup;

import java.util.LinkedHashMap;
import java.util.Map;

/// The limits of one worker's control group.
///
/// @param memoryMb of the function
/// @param filesMb of file systems in memory that are not counted against that
/// @param tasks processes and threads of the function
public record GroupLimits(int memoryMb, int filesMb, int tasks) {
  private static final long MB = 1024 * 1024;

  /// Memory of the kernel's own for a worker: stacks, page tables, up to 65,536 entries of directories.
  private static final int KERNEL_MB = 128;

  /// The programs that make a sandbox and stay.
  private static final int SANDBOX_TASKS = 16;

  /// Lambda gives a function one processor at that size.
  private static final long MB_OF_ONE_PROCESSOR = 1769;

  private static final long USUAL_WEIGHT = 100;
  private static final long MOST_WEIGHT = 10_000;

  /// Values by file of the group, those of a controller under its name.
  Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("memory.max", Long.toString((memoryMb + filesMb + KERNEL_MB) * MB));
    files.put("memory.swap.max", "0");
    files.put("memory.oom.group", "1");
    files.put("pids.max", Integer.toString(tasks + SANDBOX_TASKS));
    long weight = memoryMb * USUAL_WEIGHT / MB_OF_ONE_PROCESSOR;
    files.put("cpu.weight", Long.toString(Math.clamp(weight, 1L, MOST_WEIGHT)));
    return files;
  }
}
