/// Requests that functions answer themselves: how they are read, where they arrive, and how answers are written.
@NullMarked
package dev.tripline.dispatcher.rest.exchange;

import org.jspecify.annotations.NullMarked;
