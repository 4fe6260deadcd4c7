/// What one worker costs: warm calls and cold starts at the function runtime itself.
@NullMarked
package dev.tripline.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
