package dev.tripline.adapter.bucket.listing;

import dev.tripline.adapter.bucket.ObjectEvents;
import dev.tripline.adapter.bucket.ObjectRecords;
import java.time.Duration;

/// The bucket of a [BucketListingSource], and the events that it makes of it.
///
/// @param triggerId under which the known objects are remembered
/// @param place the bucket as events show it
/// @param events selects the changes that become events; only keys with its prefix are listed
/// @param versions whether every version is reported, of a bucket that has versions
/// @param interval between the end of one listing and the beginning of the next
public record ListingSettings(
    String triggerId,
    ObjectRecords.Place place,
    ObjectEvents events,
    boolean versions,
    Duration interval) {}
