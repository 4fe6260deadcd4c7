package dev.tripline.dispatcher.trigger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The settings of all triggers.
///
/// @param folderRoots folder triggers may only watch these folders, and what is in them or in the data
///     directory, its own `keys`, `packages`, `runtime`, `images` and `http` excepted
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

  /// The dispatcher's own in the data directory. A store has no folder there, but files of its own name.
  private static final Set<String> OWN_FOLDERS =
      Set.of("keys", "packages", "runtime", "store", "store.db", "blobs", "http", "images");

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
  /// @param dataDirectory the dispatcher's own
  public boolean allowsFolder(Path folder, Path dataDirectory) {
    for (Path root : folderRoots) {
      if (folder.startsWith(real(root, "tripline.triggers.folder-roots: no folder "))) {
        return true;
      }
    }
    return folder.startsWith(real(dataDirectory, "there is no data directory "));
  }

  /// Whether a folder has files of the dispatcher itself in it, or is among them. No root allows that.
  ///
  /// @param folder without symbolic links
  public static boolean holdsOwnFiles(Path folder, Path dataDirectory) {
    Path data = real(dataDirectory, "there is no data directory ");
    return data.startsWith(folder)
        || (folder.startsWith(data)
            && OWN_FOLDERS.contains(folder.getName(data.getNameCount()).toString()));
  }

  private static Path real(Path path, String missing) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new IllegalStateException(missing + path, e);
    }
  }
}
