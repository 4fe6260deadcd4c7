/// Destinations: their addresses, and the records that are sent to them.
@NullMarked
package dev.tripline.retry.destination;

import org.jspecify.annotations.NullMarked;
