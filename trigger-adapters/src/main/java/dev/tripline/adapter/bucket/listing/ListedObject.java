package dev.tripline.adapter.bucket.listing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An object, or a version of one, as a listing shows it.
///
/// @param versionId null where versions are not listed
/// @param marker `true` for a delete marker: the object is removed, its versions are still there
record ListedObject(
    String key,
    String eTag,
    long size,
    Instant modified,
    @Nullable String versionId,
    boolean marker) {}
