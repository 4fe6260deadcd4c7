/// Listings of buckets: the contract against a real store, crashes, large buckets and hostile stores.
@NullMarked
package dev.tripline.adapter.bucket.listing;

import org.jspecify.annotations.NullMarked;
