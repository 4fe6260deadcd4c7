package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A folder of this machine, seen as a bucket.
///
/// @param reportExisting `true` if files that are in the folder at the start are reported
/// @param includedBytes files up to this size go into their events; 0 for none
/// @param linked how long links to files are good; null if events have none
record FolderSource(
    Path path,
    String bucket,
    Selection selection,
    Timing timing,
    boolean reportExisting,
    int includedBytes,
    @Nullable Duration linked)
    implements TriggerSource {
  public static final SourceTraits TRAITS =
      new SourceTraits("folder", Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }

  /// The files that count.
  record Selection(
      String prefix,
      String suffix,
      List<String> events,
      boolean hidden,
      List<String> temporarySuffixes) {}

  /// The delays after which changes are reported.
  record Timing(Duration settle, Duration rescan) {}
}
