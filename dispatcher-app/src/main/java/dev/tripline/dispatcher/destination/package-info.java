/// Destinations: the outbox and who sends its messages.
@NullMarked
package dev.tripline.dispatcher.destination;

import org.jspecify.annotations.NullMarked;
