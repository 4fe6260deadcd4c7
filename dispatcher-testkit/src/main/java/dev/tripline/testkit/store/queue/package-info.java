/// The contract of the queue of invocations.
@NullMarked
package dev.tripline.testkit.store.queue;

import org.jspecify.annotations.NullMarked;
