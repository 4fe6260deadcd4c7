/// What all deliveries share: their view of functions, the synchronous call, events and figures.
@NullMarked
package dev.tripline.delivery;

import org.jspecify.annotations.NullMarked;
