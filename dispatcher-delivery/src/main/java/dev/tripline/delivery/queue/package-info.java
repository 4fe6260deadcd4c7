/// Deliveries from queues: batches are collected, invoked, and settled message by message.
@NullMarked
package dev.tripline.delivery.queue;

import org.jspecify.annotations.NullMarked;
