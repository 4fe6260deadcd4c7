package dev.tripline.dispatcher.trigger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The settings of all triggers.
///
/// @param folderRoots folder triggers may only watch these folders and what is in them; empty for any
/// @param drainTimeout how long a stop waits for batches that are with their function
/// @param refreshInterval how soon this node sees what was changed on another
/// @param maxBackoff the longest pause before a source that failed is tried again
/// @param maxRequest the largest request of CloudEvents; each event may have 1 MB
@ConfigurationProperties("tripline.triggers")
public record TriggerSettings(
    @DefaultValue List<Path> folderRoots,
    @DefaultValue("20s") Duration drainTimeout,
    @DefaultValue("2s") Duration refreshInterval,
    @DefaultValue("30s") Duration maxBackoff,
    @DefaultValue("6MB") DataSize maxRequest) {

  public TriggerSettings {
    folderRoots = List.copyOf(folderRoots);
    if (refreshInterval.toMillis() < 10 || maxBackoff.toMillis() < 1_000) {
      throw new IllegalArgumentException(
          "tripline.triggers: refresh-interval ≥ 10ms and max-backoff ≥ 1s must hold");
    }
    if (drainTimeout.isNegative() || maxRequest.toBytes() < 1) {
      throw new IllegalArgumentException(
          "tripline.triggers: drain-timeout ≥ 0 and max-request ≥ 1B must hold");
    }
  }

  /// @param folder without symbolic links
  public boolean allowsFolder(Path folder) {
    if (folderRoots.isEmpty()) {
      return true;
    }
    for (Path root : folderRoots) {
      try {
        if (folder.startsWith(root.toRealPath())) {
          return true;
        }
      } catch (IOException e) {
        throw new IllegalStateException("tripline.triggers.folder-roots: no folder " + root, e);
      }
    }
    return false;
  }
}
