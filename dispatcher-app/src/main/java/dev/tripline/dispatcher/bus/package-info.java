/// Event buses: their rules, and the way of an event from its publisher to the subscribers of its bus.
@NullMarked
package dev.tripline.dispatcher.bus;

import org.jspecify.annotations.NullMarked;
