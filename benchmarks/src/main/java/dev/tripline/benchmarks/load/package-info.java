/// Instruments that benchmarks share: the dispatcher under measurement, its functions, load and latency.
@NullMarked
package dev.tripline.benchmarks.load;

import org.jspecify.annotations.NullMarked;
