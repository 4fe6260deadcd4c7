/// What a trigger is: which source feeds which function, and how it does.
@NullMarked
package dev.tripline.dispatcher.trigger;

import org.jspecify.annotations.NullMarked;
