/// Deliveries of stream batches: one reader per shard, one lane per group of keys, committed by a
/// contiguous watermark.
@NullMarked
package dev.tripline.delivery.stream;

import org.jspecify.annotations.NullMarked;
