/// Parked keys: records that wait in order behind one that was given up.
@NullMarked
package dev.tripline.spi.parking;

import org.jspecify.annotations.NullMarked;
