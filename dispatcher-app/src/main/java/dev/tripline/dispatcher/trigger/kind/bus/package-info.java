/// Event buses as a source: the form of a subscriber and its meaning.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.bus;

import org.jspecify.annotations.NullMarked;
