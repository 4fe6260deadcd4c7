package dev.tripline.runtime.process;

import dev.tripline.runtime.cgroup.GroupLimits;
import dev.tripline.runtime.sandbox.Temporary;

/// The share of the machine that one worker may take.
///
/// @param temporaryMb of its `/tmp`
public record WorkerLimits(int memoryMb, int temporaryMb, Temporary temporary) {
  private static final long BLOCKS_PER_MB = 2048;

  /// For a control group.
  ///
  /// @param tasks processes and threads
  GroupLimits ofGroup(int tasks) {
    int filesMb =
        switch (temporary) {
          case Temporary.InMemory(int mb) -> mb;
          case Temporary.Directory _ -> 0;
        };
    return new GroupLimits(memoryMb, filesMb, tasks);
  }

  /// The largest file, memory files included, as `ulimit -f` of a shell takes it.
  String fileBlocks() {
    return switch (temporary) {
      case Temporary.InMemory _ -> "unlimited"; // the file system has a size
      case Temporary.Directory _ -> Long.toString(Math.max(memoryMb, temporaryMb) * BLOCKS_PER_MB);
    };
  }
}
