/// Triggers on queues, beside bare consumers of the same queue.
@NullMarked
package dev.tripline.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
