/// Batches of a lane: its records are filtered and put together, and tried again in parts.
@NullMarked
package dev.tripline.delivery.stream.collect;

import org.jspecify.annotations.NullMarked;
