/// Notifications of buckets: the contract, the shapes of each store, forgeries.
@NullMarked
package dev.tripline.adapter.bucket;

import org.jspecify.annotations.NullMarked;
