package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.ObjectSource;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.time.Duration;
import java.util.Set;

/// A bucket that is listed again and again.
///
/// @param objects of which the bucket is the only one
record S3ListingSource(
    String bucket, AwsClients.Place place, ObjectTraffic objects, Listing listing)
    implements TriggerSource, ObjectSource {
  static final SourceTraits TRAITS =
      new SourceTraits(
          "s3-listing", Set.of("bucket", "endpoint"), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }

  /// @param versions whether each version of an object is an event
  /// @param interval between listings
  /// @param reportExisting `true` if objects that are in the bucket at the start are reported
  record Listing(boolean versions, Duration interval, boolean reportExisting) {}
}
