package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.adapter.bucket.listing.BucketListingSource;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/// Asks stores whether a bucket can be listed.
record S3ListingProbe(S3Listings listings) implements SourceProbe {

  @Override
  public String kind() {
    return S3ListingSource.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) throws InterruptedException {
    S3ListingSource source = trigger.source(S3ListingSource.class);
    return AwsSourceCheck.warnings(() -> {
      try (ClientLease<S3Client> lease = listings.client(source)) {
        BucketListingSource.look(lease.client(), source.bucket());
        return List.of();
      }
    });
  }
}
