/// Measurements, each beside a peer or a limit.
@NullMarked
package dev.tripline.benchmarks;

import org.jspecify.annotations.NullMarked;
