/// What became of an asynchronous event or a batch, kept for a while.
@NullMarked
package dev.tripline.dispatcher.delivery.invocation;

import org.jspecify.annotations.NullMarked;
