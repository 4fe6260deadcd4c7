/// The look at a trigger before it is made: what may go wrong with it, in words.
@NullMarked
package dev.tripline.dispatcher.trigger.preflight;

import org.jspecify.annotations.NullMarked;
