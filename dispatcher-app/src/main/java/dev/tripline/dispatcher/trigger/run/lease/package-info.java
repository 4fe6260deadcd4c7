/// Runs of sources that one node at a time may watch.
@NullMarked
package dev.tripline.dispatcher.trigger.run.lease;

import org.jspecify.annotations.NullMarked;
