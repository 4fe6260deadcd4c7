/// What each node knows of its triggers, as all nodes can read it.
@NullMarked
package dev.tripline.dispatcher.alert.signal;

import org.jspecify.annotations.NullMarked;
