package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.adapter.bucket.ObjectRecords;
import dev.tripline.adapter.bucket.listing.BucketListingSource;
import dev.tripline.adapter.bucket.listing.ListingListener;
import dev.tripline.adapter.bucket.listing.ListingSettings;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.object.StoredObjects;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/// Opens buckets to be listed.
record S3Listings(
    AccountSettings account, StoredObjects objects, SourceStateStore state, InstantSource clock) {
  private static final Logger log = LoggerFactory.getLogger(S3Listings.class);

  /// @throws IllegalStateException if a secret cannot be read
  ClientLease<S3Client> client(S3ListingSource source) {
    return objects.clients().s3(source.place());
  }

  /// Objects that are older than this moment are not reported. The moment is told by the clock of the
  /// store, or by this machine's if that does not answer.
  void noteStart(Trigger trigger) throws InterruptedException {
    S3ListingSource source = trigger.source(S3ListingSource.class);
    Instant now;
    try (ClientLease<S3Client> lease = client(source)) {
      now =
          BucketListingSource.timeOfStore(lease.client(), source.bucket()).orElse(clock.instant());
    } catch (SourceUnavailableException | IllegalStateException e) {
      log.warn(
          "The bucket of trigger {} cannot be asked for its time: {}",
          trigger.name(),
          e.getMessage());
      now = clock.instant();
    }
    BucketListingSource.noteStart(state, trigger.id(), now);
  }

  BucketListingSource of(Trigger trigger, S3Client client, ListingListener listener) {
    S3ListingSource source = trigger.source(S3ListingSource.class);
    String region = source.place().region();
    var settings =
        new ListingSettings(
            trigger.id(),
            new ObjectRecords.Place(
                source.bucket(),
                region.isEmpty() ? account.region() : region,
                account.accountId(),
                trigger.name()),
            objects.events(trigger, source.objects()),
            source.listing().versions(),
            source.listing().interval());
    return new BucketListingSource(settings, client, state, listener, clock);
  }
}
