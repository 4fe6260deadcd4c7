/// Event buses under measurement.
@NullMarked
package dev.tripline.benchmarks.bus;

import org.jspecify.annotations.NullMarked;
