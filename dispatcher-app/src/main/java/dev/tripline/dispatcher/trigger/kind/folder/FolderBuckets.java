package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.adapter.storage.FileLinker;
import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.adapter.storage.FolderBucketSource;
import dev.tripline.adapter.storage.FolderListener;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.object.link.ObjectLinks;
import dev.tripline.spi.store.SourceStateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Opens folders as buckets.
record FolderBuckets(
    AccountSettings account, SourceStateStore state, ObjectLinks links, InstantSource clock) {
  private static final int MAX_FILES = 1_000_000;

  /// @param root the trigger's folder, as it was judged
  FolderBucketSource of(Trigger trigger, Path root, FolderListener listener) {
    FolderSource folder = trigger.source(FolderSource.class);
    FolderSource.Selection selection = folder.selection();
    var settings =
        new FolderBucketSettings(
            trigger.id(),
            root,
            new FolderBucketSettings.Bucket(
                folder.bucket(), account.region(), account.accountId(), trigger.name()),
            new FolderBucketSettings.Filter(
                selection.prefix(), selection.suffix(), selection.events()),
            new FolderBucketSettings.Names(selection.hidden(), selection.temporarySuffixes()),
            new FolderBucketSettings.Timing(
                folder.timing().settle(), folder.timing().rescan(), MAX_FILES),
            new FolderBucketSettings.Contents(folder.includedBytes(), linker(trigger, folder)));
    return new FolderBucketSource(settings, state, listener, clock);
  }

  private @Nullable FileLinker linker(Trigger trigger, FolderSource folder) {
    Duration lifetime = folder.linked();
    if (lifetime == null) {
      return null;
    }
    return (key, state) -> {
      ObjectLinks.Issued issued = links.issue(trigger.id(), folder.bucket(), key, state, lifetime);
      return new FileLinker.Link(issued.url(), issued.expires());
    };
  }
}
