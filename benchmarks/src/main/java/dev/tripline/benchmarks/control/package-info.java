/// Measurements of the operations on functions that invoke none.
@NullMarked
package dev.tripline.benchmarks.control;

import org.jspecify.annotations.NullMarked;
