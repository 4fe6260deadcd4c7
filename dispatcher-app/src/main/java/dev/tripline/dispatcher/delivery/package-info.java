/// Deliveries: synchronous, asynchronous and from queues.
@NullMarked
package dev.tripline.dispatcher.delivery;

import org.jspecify.annotations.NullMarked;
