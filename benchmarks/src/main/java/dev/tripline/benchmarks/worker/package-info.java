/// Warm calls and cold starts of one worker, at the function runtime itself.
@NullMarked
package dev.tripline.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
