/// Parts of all deliveries: their view of functions, the synchronous call, services, events and figures.
@NullMarked
package dev.tripline.delivery;

import org.jspecify.annotations.NullMarked;
