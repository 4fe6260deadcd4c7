/// Buckets whose store sends no notifications: their listing is compared with what is known of it.
@NullMarked
package dev.tripline.adapter.bucket.listing;

import org.jspecify.annotations.NullMarked;
