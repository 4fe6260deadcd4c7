package dev.tripline.dispatcher.trigger.kind.s3;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The listing of buckets.
///
/// @param lease how long a bucket waits for a node that was killed while it listed. Longer than a store takes
///     for a page of its listing, with retries, or else two nodes list it
@ConfigurationProperties("tripline.s3-listing")
record S3ListingSettings(@DefaultValue("90s") Duration lease) {

  S3ListingSettings {
    if (lease.toMillis() < 3_000) {
      throw new IllegalArgumentException("tripline.s3-listing.lease must be 3s or more");
    }
  }
}
