/// Measurements, each beside a peer or a limit; the packages are named by the measured path.
@NullMarked
package dev.tripline.benchmarks;

import org.jspecify.annotations.NullMarked;
