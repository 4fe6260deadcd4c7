package dev.tripline.runtime.process;

import dev.tripline.runtime.cgroup.WorkerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file and the control group that the host keeps for one worker, and which are removed with it.
///
/// @param file null without
/// @param group null without
record HostResources(@Nullable Path file, @Nullable WorkerGroup group) {
  private static final Logger LOG = LoggerFactory.getLogger(HostResources.class);

  /// Ends the processes that are left in the group.
  void remove() {
    if (group != null) {
      group.remove();
    }
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("{} stays until the dispatcher's next start", file, e);
    }
  }
}
