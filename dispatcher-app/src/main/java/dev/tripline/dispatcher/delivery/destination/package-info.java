/// Destinations: the outbox and who sends its messages.
@NullMarked
package dev.tripline.dispatcher.delivery.destination;

import org.jspecify.annotations.NullMarked;
