/// The trigger: its source, its function and its status.
@NullMarked
package dev.tripline.dispatcher.trigger;

import org.jspecify.annotations.NullMarked;
