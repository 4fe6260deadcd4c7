/// Deliveries of queue batches: collected, invoked, settled message by message at their source.
@NullMarked
package dev.tripline.delivery.queue;

import org.jspecify.annotations.NullMarked;
