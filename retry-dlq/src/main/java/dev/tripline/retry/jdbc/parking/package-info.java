/// Parked keys as rows of two tables, on either engine.
@NullMarked
package dev.tripline.retry.jdbc.parking;

import org.jspecify.annotations.NullMarked;
