/// Dead letters: events that were given up, kept with every attempt until they are redriven or discarded.
@NullMarked
package dev.tripline.spi.deadletter;

import org.jspecify.annotations.NullMarked;
