package dev.tripline.adapter.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The folder of a [FolderBucketSource], and the events that it makes of it.
///
/// @param triggerId under which the known files are remembered
/// @param root the folder; its sub-folders belong to it
/// @param bucket the name that functions see
/// @param filter selects the changes that become events
/// @param names of files that are not, or not yet, objects
/// @param timing of scans
/// @param contents of files in their events
public record FolderBucketSettings(
    String triggerId,
    Path root,
    Bucket bucket,
    Filter filter,
    Names names,
    Timing timing,
    Contents contents) {

  /// With events that neither carry the files' bytes nor links to them.
  public FolderBucketSettings(
      String triggerId, Path root, Bucket bucket, Filter filter, Names names, Timing timing) {
    this(triggerId, root, bucket, filter, names, timing, Contents.NONE);
  }

  /// The way in which functions get at the bytes of files.
  ///
  /// @param includedBytes files up to this size go into their events; 0 for none
  /// @param links makes links to files; null if events have none
  public record Contents(int includedBytes, @Nullable FileLinker links) {
    public static final Contents NONE = new Contents(0, null);
  }

  /// The bucket as events show it.
  ///
  /// @param configurationId the name of the notification configuration; the trigger's name
  public record Bucket(String name, String region, String accountId, String configurationId) {}

  /// As in an S3 notification configuration.
  ///
  /// @param prefix of the key; empty for all
  /// @param suffix of the key; empty for all
  /// @param events `s3:ObjectCreated:*`, `s3:ObjectCreated:Put`, `s3:ObjectRemoved:*` and
  ///     `s3:ObjectRemoved:Delete`
  public record Filter(String prefix, String suffix, List<String> events) {
    public static final Filter ALL =
        new Filter("", "", List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*"));

    public Filter {
      events = List.copyOf(events);
      for (String event : events) {
        if (!event.matches("s3:Object(Created:(\\*|Put)|Removed:(\\*|Delete))")) {
          throw new IllegalArgumentException("a folder has no event " + event);
        }
      }
    }

    boolean matches(String key, S3EventName event) {
      return key.startsWith(prefix)
          && key.endsWith(suffix)
          && events.stream().anyMatch(event::isCoveredBy);
    }
  }

  /// Names under which files are still being made. They are unknown to the bucket until they are
  /// renamed.
  ///
  /// @param hidden whether files and folders whose name starts with a dot are objects as well
  /// @param temporarySuffixes ends of the names of unfinished files
  public record Names(boolean hidden, List<String> temporarySuffixes) {
    public static final Names DEFAULT =
        new Names(false, List.of(".tmp", ".part", ".partial", ".crdownload", ".swp", "~"));

    public Names {
      temporarySuffixes = List.copyOf(temporarySuffixes);
    }

    boolean ignores(String name) {
      return (!hidden && name.startsWith("."))
          || temporarySuffixes.stream().anyMatch(name::endsWith);
    }
  }

  /// @param settle a file is told of when its size and time have not changed for this long
  /// @param rescan the folder is looked through at least this often, whatever the system's change
  ///     notifications say
  /// @param maxFiles the most files that may be known: what is known is kept in memory, about 300
  ///     bytes a file
  public record Timing(Duration settle, Duration rescan, int maxFiles) {
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(1), Duration.ofSeconds(10), 1_000_000);
  }

  /// The same at another path.
  FolderBucketSettings at(Path path) {
    return new FolderBucketSettings(triggerId, path, bucket, filter, names, timing, contents);
  }
}
