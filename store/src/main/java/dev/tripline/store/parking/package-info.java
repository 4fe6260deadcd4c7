/// Parked keys as rows of two tables, on either engine.
@NullMarked
package dev.tripline.store.parking;

import org.jspecify.annotations.NullMarked;
