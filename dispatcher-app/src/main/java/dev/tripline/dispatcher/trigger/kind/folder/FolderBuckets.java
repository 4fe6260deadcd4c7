package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.adapter.storage.FolderBucketSource;
import dev.tripline.adapter.storage.FolderListener;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.store.SourceStateStore;
import java.time.InstantSource;

/// Opens folders as buckets.
record FolderBuckets(AccountSettings account, SourceStateStore state, InstantSource clock) {
  private static final int MAX_FILES = 1_000_000;

  FolderBucketSource of(Trigger trigger, FolderListener listener) {
    FolderSource folder = trigger.source(FolderSource.class);
    FolderSource.Selection selection = folder.selection();
    var settings =
        new FolderBucketSettings(
            trigger.id(),
            folder.path(),
            new FolderBucketSettings.Bucket(
                folder.bucket(), account.region(), account.accountId(), trigger.name()),
            new FolderBucketSettings.Filter(
                selection.prefix(), selection.suffix(), selection.events()),
            new FolderBucketSettings.Names(selection.hidden(), selection.temporarySuffixes()),
            new FolderBucketSettings.Timing(
                folder.timing().settle(), folder.timing().rescan(), MAX_FILES));
    return new FolderBucketSource(settings, state, listener, clock);
  }
}
