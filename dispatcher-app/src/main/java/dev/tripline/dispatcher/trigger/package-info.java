/// Triggers: which source feeds which function.
@NullMarked
package dev.tripline.dispatcher.trigger;

import org.jspecify.annotations.NullMarked;
